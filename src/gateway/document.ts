import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod';
import type { z } from 'zod';

import { problemAnswer, words } from './schemas.ts';
import type { Scope } from './scopes.ts';

const SUMMARY =
  'Door access for stays: put a reservation, and the guest gets in from check-in to check-out, and not a minute longer.';

/** The parts of zod's own configuration that the document sets. */
const config = {
  schemaRegistry: words,
  zodToJsonConfig: {
    override({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
      // The format says it, and a page of regular expression says nothing to a person.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  },
};

/** Has the instance write down every route that is registered after this. */
export async function writeDocument(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Nightlatch', summary: SUMMARY, version },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    },
    transform: createJsonSchemaTransform(config),
    transformObject: createJsonSchemaTransformObject(config),
  });
}

/** The parts of a document that are looked at here. */
interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

interface Operation {
  readonly requestBody?: object;
}

/** The OpenAPI document of the routes, with the components that they use and no other. */
export function documentOf(app: FastifyInstance): object {
  const document = app.swagger() as Document;
  const paths = Object.entries(document.paths ?? {}).map(([path, operations]) => [
    path,
    Object.fromEntries(Object.entries(operations).map(withBodyAsNeeded)),
  ]);
  const whole = { ...document, paths: Object.fromEntries(paths) as object };
  const schemas = Object.entries(document.components?.schemas ?? {});
  const used = namesIn({ paths: whole.paths }, new Map(schemas));
  const kept = schemas.filter(([name]) => used.has(name));
  const components = { ...document.components, schemas: Object.fromEntries(kept) };
  return withPlainNames({ ...whole, components }, used);
}

/** The provider names a body "ReservationInput", which is a Reservation where there is no other. */
function withPlainNames(document: object, names: ReadonlySet<string>): object {
  const text = [...names].reduce((said, name) => {
    const plain = name.replace(/Input$/, '');
    return names.has(plain) ? said : said.replaceAll(new RegExp(`\\b${name}"`, 'g'), `${plain}"`);
  }, JSON.stringify(document));
  return JSON.parse(text) as object;
}

/** Only a put and a change say nothing without a body; fastify takes every body for needed. */
function withBodyAsNeeded([method, operation]: [string, Operation]): [string, Operation] {
  if (operation.requestBody === undefined) return [method, operation];
  const required = method === 'put' || method === 'patch';
  return [method, { ...operation, requestBody: { ...operation.requestBody, required } }];
}

/** The names of the components that a part of the document leads to. */
function namesIn(
  part: unknown,
  schemas: ReadonlyMap<string, unknown>,
  seen: Set<string> = new Set(),
): ReadonlySet<string> {
  for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
    if (seen.has(name)) continue;
    seen.add(name);
    namesIn(schemas.get(name), schemas, seen);
  }
  return seen;
}

/** What a route answers, by status: a body as JSON, a problem, or either. */
export type Answers = Readonly<
  Record<number, readonly [description: string, body?: z.ZodType] | undefined>
>;

/** The responses of a route as fastify takes them. Every status from 400 on may be a problem. */
export function responsesOf(answers: Answers): Readonly<Record<number, object>> {
  return Object.fromEntries(
    Object.entries(answers).flatMap(([status, answer]) => {
      if (answer === undefined) return [];
      const [description, body] = answer;
      const json = body === undefined ? {} : { 'application/json': { schema: body } };
      const problem =
        Number(status) < 400 ? {} : { 'application/problem+json': { schema: problemAnswer } };
      return [[status, { description, content: { ...json, ...problem } }]];
    }),
  );
}

/** The security of a route in the document: the scope that a token needs. */
export function securityOf(scope: Scope): { readonly token: readonly string[] }[] {
  return [{ token: [scope] }];
}
