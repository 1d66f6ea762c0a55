import { z } from 'zod';

import { Refusal } from './refusal.ts';

// Seam's documents use ids such as 11111111-1111-1111-1111-111111111111, which are no UUIDs of any version.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id. */
export const uuid = z.string().regex(UUID, 'Invalid uuid');
/** An instant, ISO 8601 with `Z` or an offset; parsed to milliseconds since the epoch. */
export const instant = z.iso
  .datetime({ offset: true, error: 'Invalid datetime' })
  .transform(toMilliseconds);
/** An e-mail address. */
export const email = z.email('Invalid email');
/** Parameters of the lists that have pages. */
export const paging = {
  limit: z.int().positive().optional(),
  page_cursor: z.string().nullish(),
  created_before: instant.optional(),
};

/** Parameters before they were checked: of a query string (text only) or of a JSON body. */
export interface RawParameters {
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Checks the parameters of a request; throws a Refusal in the words of Seam's validation. */
export function parseParameters<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  { query, body }: RawParameters,
): z.output<z.ZodObject<Shape>> {
  if (!isRecord(body)) throw new Refusal(400, 'invalid_input', 'The body must be a JSON object');
  const input = { ...fromQuery(schema.shape, query), ...body };
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw validationRefusal(parsed.error.issues, input);
}

function toMilliseconds(text: string): number {
  return Date.parse(text);
}

/** Whether a value is a JSON object. */
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fromQuery(shape: z.ZodRawShape, query: Readonly<Record<string, unknown>>) {
  const input: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(query)) {
    const field = shape[key];
    if (field !== undefined) input[key] = fromText(innermostType(field), value);
  }
  return input;
}

/** A query string has only text: an empty one means null, or an empty list. */
function fromText(type: string, value: unknown): unknown {
  if (type === 'array') return value === '' ? [] : Array.isArray(value) ? value : [value];
  if (value === '') return null;
  if (type === 'number' && !Number.isNaN(Number(value))) return Number(value);
  if (type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

function innermostType(field: z.core.$ZodType): string {
  const {
    type,
    innerType,
    in: source,
  } = field._zod.def as z.core.$ZodTypeDef & {
    readonly innerType?: z.core.$ZodType;
    readonly in?: z.core.$ZodType;
  };
  const inner = innerType ?? source;
  return inner === undefined ? type : innermostType(inner);
}

interface ErrorTree {
  readonly errors: string[];
  readonly fields: Map<string, ErrorTree>;
}

function validationRefusal(issues: readonly z.core.$ZodIssue[], input: unknown): Refusal {
  const tree: ErrorTree = { errors: [], fields: new Map() };
  const messages = issues.map((issue) => {
    const isMissing = issue.code === 'invalid_type' && valueAt(input, issue.path) === undefined;
    branch(tree, issue.path).errors.push(isMissing ? 'Required' : issue.message);
    const path = issue.path.join('.');
    return isMissing ? `${path} is required` : `${issue.message} for "${path}"`;
  });
  const [first, ...others] = messages;
  const message =
    others.length === 0 ? String(first) : `${messages.length} Input Errors: ${messages.join(', ')}`;
  return new Refusal(400, 'invalid_input', message, { validation_errors: treeView(tree) });
}

function branch(tree: ErrorTree, path: readonly PropertyKey[]): ErrorTree {
  let node = tree;
  for (const key of path) {
    const next = node.fields.get(String(key)) ?? { errors: [], fields: new Map() };
    node.fields.set(String(key), next);
    node = next;
  }
  return node;
}

function treeView({ errors, fields }: ErrorTree): Readonly<Record<string, unknown>> {
  const view: Record<string, unknown> = { _errors: errors };
  for (const [key, subtree] of fields) view[key] = treeView(subtree);
  return view;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (isRecord(value) ? value[String(key)] : undefined),
    input,
  );
}
