import { openapi } from '@seamapi/types/connect';

type Json = Readonly<Record<string, unknown>>;

/** Fields that Seam has had since a newer edition of its document than the one installed here. */
const newerFields = new Set(['merged_user_identity_ids', 'merged_user_identity_keys']);

const formats: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  email: /^[^@\s]+@[^@\s]+$/,
  uri: /^https?:\/\//,
};

const document = asJson(openapi);

/** The verbs that Seam's document has for a path, in lower case. */
export function documentedVerbs(path: string): string[] {
  return Object.keys(at(document, 'paths', path));
}

/**
 * Compares an answer of 200 with what Seam's own OpenAPI document says of it.
 *
 * A field that the document does not know is a fault as well: it would be our own invention.
 *
 * @returns each difference as a sentence; none if the answer conforms
 */
export function differences(path: string, body: unknown): string[] {
  const operation = at(document, 'paths', path, 'post');
  const schema = at(operation, 'responses', '200', 'content', 'application/json', 'schema');
  return compare(schema, body, 'body');
}

function compare(schema: Json, value: unknown, where: string): string[] {
  if (typeof schema['$ref'] === 'string') {
    const name = schema['$ref'].replace('#/components/schemas/', '');
    return compare(at(document, 'components', 'schemas', name), value, where);
  }
  if (value === null) return schema['nullable'] === true ? [] : [`${where} is null`];
  const alternatives = asList(schema['oneOf'] ?? schema['anyOf']).map(asJson);
  if (alternatives.length > 0) return compareWithOneOf(alternatives, value, where);
  switch (schema['type']) {
    case 'object':
      return compareObject(schema, value, where);
    case 'array':
      if (!Array.isArray(value)) return [`${where} is no array`];
      return value.flatMap((item, index) =>
        compare(asJson(schema['items']), item, `${where}[${index}]`),
      );
    case 'string':
      return compareString(schema, value, where);
    case 'integer':
      return Number.isInteger(value) ? [] : [`${where} is no integer`];
    default:
      return typeof value === schema['type']
        ? compareEnum(schema, value, where)
        : [`${where} is no ${String(schema['type'])}`];
  }
}

function compareWithOneOf(alternatives: readonly Json[], value: unknown, where: string): string[] {
  const attempts = alternatives.map((alternative) => compare(alternative, value, where));
  const best = attempts.toSorted((left, right) => left.length - right.length)[0];
  return best ?? [];
}

function compareObject(schema: Json, value: unknown, where: string): string[] {
  if (typeof value !== 'object' || Array.isArray(value)) return [`${where} is no object`];
  const fields = asJson(value);
  const properties = asJson(schema['properties'] ?? {});
  const missing = asList(schema['required']).filter((key) => !(String(key) in fields));
  const found = Object.entries(fields).flatMap(([key, field]) => {
    if (key in properties) return compare(at(properties, key), field, `${where}.${key}`);
    const isKnown = newerFields.has(key) || schema['additionalProperties'] !== undefined;
    return isKnown ? [] : [`${where}.${key} is not in Seam's document`];
  });
  return [...missing.map((key) => `${where}.${String(key)} is missing`), ...found];
}

function compareString(schema: Json, value: unknown, where: string): string[] {
  if (typeof value !== 'string') return [`${where} is no string`];
  const format = formats[String(schema['format'])];
  if (format !== undefined && !format.test(value))
    return [`${where} is no ${String(schema['format'])}: ${value}`];
  if (value === '' && schema['minLength'] === 1) return [`${where} is empty`];
  return compareEnum(schema, value, where);
}

function compareEnum(schema: Json, value: unknown, where: string): string[] {
  const allowed = schema['enum'];
  return !Array.isArray(allowed) || allowed.includes(value)
    ? []
    : [`${where} may not be ${String(value)}`];
}

function at(json: Json, ...path: readonly string[]): Json {
  return path.reduce<Json>((node, key) => {
    if (!(key in node)) throw new Error(`Seam's document has no ${path.join(' ')}`);
    return asJson(node[key]);
  }, json);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asJson(value: unknown): Json {
  if (typeof value !== 'object' || value === null) throw new Error(`${String(value)} is no object`);
  return Object.fromEntries(Object.entries(value));
}
