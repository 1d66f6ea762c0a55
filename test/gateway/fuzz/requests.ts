import * as fc from 'fast-check';

import { allows, type Scope, SCOPES } from '../../../src/gateway/scopes.ts';

import type { Document, Operation, Schema } from './document.ts';

/** Stands in everything personal that is sent: no answer and no log may repeat it. */
export const PERSONAL = 'Fuzz Guest';

/** What is known of the house, so that requests lead somewhere. */
export interface House {
  readonly ids: readonly string[];
  readonly listings: readonly string[];
}

/** How a body was made, which says what its answer may be. */
type BodyKind = 'whole' | 'odd' | 'none' | 'not-json' | 'other-type' | 'large';

/** A request, and what is known of it. */
export interface Made {
  readonly operation: string;
  /** The stay that it is about; empty if its id is none of the house's. */
  readonly stay: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly bodyKind: BodyKind;
  /** Of the token; none at all, or one that nobody knows. */
  readonly bearer: Scope | 'none' | 'unknown';
  readonly isAllowed: boolean;
  /** The statuses that the document has for it. */
  readonly statuses: readonly number[];
}

const TEXTS = [
  '',
  ' ',
  'null',
  '\u0000',
  '\u202e',
  '🗝',
  '../..',
  '%00',
  "' OR 1=1",
  'x'.repeat(300),
  PERSONAL,
];
const ODD: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 1.5, 2 ** 60, [], {}, [{}], ...TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/** What it answers does not depend on the request; the stream does not end; and Seam signs its events. */
const NOT_SENT = ['openapi', 'streamEvents', 'seamWebhook'];

/** A stay that has ended takes nothing but a put; health is always the same. */
const WEIGHTS: Readonly<Record<string, number>> = {
  putStay: 12,
  cancelStay: 1,
  healthz: 1,
  readyz: 1,
};

/** Every request that the document lets one make, and those that it does not. */
export function requests(document: Document, house: House): fc.Arbitrary<Made> {
  const each = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { operationId }]) => !NOT_SENT.includes(operationId))
      .map(([method, operation]) => ({
        arbitrary: requestOf({ document, house, path, method: method.toUpperCase(), operation }),
        weight: WEIGHTS[operation.operationId] ?? 3,
      })),
  );
  return fc.oneof(...each);
}

interface Place {
  readonly document: Document;
  readonly house: House;
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

function requestOf(place: Place): fc.Arbitrary<Made> {
  const { operation, method, path, house } = place;
  const needed = operation.security?.[0]?.token?.[0];
  const good = SCOPES.filter((scope) => needed === undefined || allows([scope], needed));
  return fc
    .record({
      id: mostly(fc.constantFrom(...house.ids), fc.oneof(fc.constantFrom(...TEXTS), fc.string())),
      bearer: mostly<Made['bearer']>(
        fc.constantFrom(...good),
        fc.constantFrom<Made['bearer'][]>('none', 'unknown', ...SCOPES),
      ),
      query: parametersOf(place, 'query'),
      header: parametersOf(place, 'header'),
      body: bodyOf(place),
    })
    .map(({ id, bearer, query, header, body }) => ({
      operation: operation.operationId,
      stay: house.ids.includes(id) ? id : '',
      method,
      path: `${path.replace('{id}', encodeURIComponent(id))}${queryOf(query)}`,
      headers: { ...headersOf(header), ...body.headers },
      ...(body.text === undefined ? {} : { body: body.text }),
      bodyKind: body.kind,
      bearer,
      isAllowed: needed === undefined || good.some((scope) => scope === bearer),
      statuses: Object.keys(operation.responses).map(Number),
    }));
}

function mostly<T>(usual: fc.Arbitrary<T>, seldom: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ arbitrary: usual, weight: 7 }, { arbitrary: seldom, weight: 1 });
}

interface Body {
  readonly kind: BodyKind;
  readonly text?: string;
  readonly headers: Readonly<Record<string, string>>;
}

const JSON_TYPE = { 'content-type': 'application/json' };

function bodyOf(place: Place): fc.Arbitrary<Body> {
  const schema = place.operation.requestBody?.content['application/json'].schema;
  const none = fc.constant<Body>({ kind: 'none', headers: {} });
  if (schema === undefined) return none;
  const whole = fromSchema(schema, place);
  const as =
    (kind: BodyKind, headers: Body['headers'] = JSON_TYPE) =>
    (value: unknown): Body => ({ kind, text: JSON.stringify(value) ?? '', headers });
  return fc.oneof(
    { arbitrary: whole.map(as('whole')), weight: 12 },
    { arbitrary: fc.tuple(whole, fc.string(), ODD).map(withOddField).map(as('odd')), weight: 3 },
    { arbitrary: ODD.map(as('odd')), weight: 1 },
    { arbitrary: none, weight: 1 },
    {
      arbitrary: fc
        .constantFrom('{', `{"a": ${PERSONAL}`, '{"a": 1,}', "{'a': 1}")
        .map((text): Body => ({ kind: 'not-json', text, headers: JSON_TYPE })),
      weight: 1,
    },
    {
      arbitrary: fc
        .tuple(whole, fc.constantFrom('text/plain', 'application/xml', ';', 'application/jsonx'))
        .map(([value, type]) => as('other-type', { 'content-type': type })(value)),
      weight: 1,
    },
    { arbitrary: fc.constant(as('large')({ a: 'x'.repeat(70_000) })), weight: 1 },
  );
}

/** One field of it, or one more, is something else. */
function withOddField([value, extra, odd]: [unknown, string, unknown]): unknown {
  if (typeof value !== 'object' || value === null) return odd;
  const fields = [...Object.keys(value), extra];
  const field = fields[extra.length % fields.length] ?? extra;
  return { ...value, [field]: odd };
}

function parametersOf(
  place: Place,
  where: 'query' | 'header',
): fc.Arbitrary<Readonly<Record<string, unknown>>> {
  const told = (place.operation.parameters ?? []).filter((one) => one.in === where);
  const each = told.map(({ name, schema }) => [
    name,
    fc.option(mostly<unknown>(fromSchema(schema, place, name), fc.constantFrom(...TEXTS)), {
      nil: undefined,
      freq: 1,
    }),
  ]);
  return fc.record(Object.fromEntries(each) as Record<string, fc.Arbitrary<unknown>>);
}

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined);
  const written = said.map(([name, value]): [string, string] => [name, String(value)]);
  const text = new URLSearchParams(written).toString();
  return text === '' ? '' : `?${text}`;
}

/** Of those values that a header can have. */
function headersOf(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const said = Object.entries(headers).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && /^[ -~]+$/.test(entry[1]),
  );
  return Object.fromEntries(said);
}

function fromSchema(schema: Schema, place: Place, name = ''): fc.Arbitrary<unknown> {
  const known = POOLS[name]?.(place.house);
  if (known !== undefined) return fc.constantFrom(...known);
  if (schema.$ref !== undefined) {
    const component = schema.$ref.split('/').at(-1) ?? '';
    return fromSchema(place.document.components.schemas[component] ?? {}, place);
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.properties !== undefined) return objectFrom(schema, schema.properties, place);
  if (schema.items !== undefined)
    return fc.array(fromSchema(schema.items, place), { maxLength: 3 });
  switch ([schema.type].flat()[0]) {
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? 0, 0),
        max: Math.min(schema.maximum ?? 9, 9),
      });
    case 'boolean':
      return fc.boolean();
    case 'object':
      return fc.constant({});
    default:
      return schema.pattern === undefined
        ? fc.string({ minLength: 1, maxLength: Math.min(schema.maxLength ?? 40, 40) })
        : fc.stringMatching(new RegExp(schema.pattern));
  }
}

function objectFrom(
  { required = [] }: Schema,
  properties: Readonly<Record<string, Schema>>,
  place: Place,
): fc.Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, schema]) => [
    name,
    fromSchema(schema, place, name),
  ]);
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, {
    requiredKeys: [...required],
  });
}

/** Values that lead somewhere, by the name of the field; the document cannot know them. */
const POOLS: Readonly<Record<string, (house: House) => readonly unknown[]>> = {
  listingId: ({ listings }) => listings,
  listing: ({ listings }) => listings,
  checkIn: () => ['2031-05-01', '2031-05-01T15:00', '2031-05-01T15:00:00+01:00'],
  checkOut: () => ['2031-05-04', '2031-05-05T11:00', '2031-06-01T11:00:00Z'],
  fullName: () => [PERSONAL],
  email: () => ['fuzz.guest@example.com'],
  // The path has it; another one is refused, and would be most of the time.
  reservationId: () => [null],
  cursor: () => [''],
};
