import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import type { StayClient, StayFilter } from '../../client/index.ts';
import { parse } from '../../client/parse.ts';
import { statusSchema } from '../../contract/status-schema.ts';
import { type Answers, responsesOf, securityOf } from '../document.ts';
import * as schemas from '../schemas.ts';
import type { Scope } from '../scopes.ts';
import type { TemporalWatch } from '../temporal-watch.ts';

import type { ById } from './command.ts';

/** A request that changes nothing. */
interface ReadRoute {
  readonly url: string;
  readonly operation: string;
  readonly summary: string;
  readonly scope: Scope;
  readonly answer: z.ZodType;
  readonly query?: z.ZodType;
  /** What else it may answer than every such route. */
  readonly also: Answers;
  readonly read: (stays: StayClient, request: FastifyRequest<ById>) => Promise<object>;
}

const OF_ONE_STAY: Answers = { 404: ['no such stay'], 422: ['malformed'] };
const READABLE: Answers = {
  ...OF_ONE_STAY,
  409: ['the stay was refused when it was put, or stopped from outside'],
};

const ROUTES: readonly ReadRoute[] = [
  {
    url: '/stays',
    operation: 'listStays',
    summary: 'Lists stays by listing, phase and problem, the newest first.',
    scope: 'stays:read',
    answer: schemas.pageAnswer,
    query: schemas.listQuery,
    also: { 422: ['malformed'] },
    read: (stays, { query }) => stays.list(filterOf(query)),
  },
  {
    url: '/stays/:id',
    operation: 'showStay',
    summary: 'Tells what a stay is doing, or how it ended.',
    scope: 'stays:read',
    answer: statusSchema,
    also: READABLE,
    read: (stays, { params }) => stays.show(params.id),
  },
  {
    url: '/stays/:id/credential',
    operation: 'readCredential',
    summary:
      'Reads the guest’s PIN, or the state of the guest’s key, from Seam at this moment; and says if the stay is held.',
    scope: 'credentials:read',
    answer: schemas.credentialAnswer,
    also: { ...READABLE, 404: ['no such stay, or no credential at this moment'] },
    read: (stays, { params }) => stays.pin(params.id),
  },
  {
    url: '/stays/:id/entrances',
    operation: 'readEntrances',
    summary: 'Reads from Seam which entrances the guest can open; and says if the stay is held.',
    scope: 'stays:read',
    answer: schemas.entrancesAnswer,
    also: READABLE,
    read: (stays, { params }) => stays.entrances(params.id),
  },
];

/** Registers every route that reads stays. What they answer is kept by no cache. */
export function readRoutes(app: FastifyInstance, stays: StayClient, watch: TemporalWatch): void {
  for (const { url, operation, summary, scope, answer, query, also, read } of ROUTES) {
    app.route<ById>({
      method: 'GET',
      url,
      config: { scope },
      schema: {
        operationId: operation,
        summary,
        security: securityOf(scope),
        ...(url.includes(':id') ? { params: schemas.idParams } : {}),
        ...(query === undefined ? {} : { querystring: query }),
        response: responsesOf({
          200: ['found', answer],
          401: ['no token, or an unknown one'],
          403: ['the token lacks the scope'],
          ...also,
          429: ['too many requests'],
          503: ['Temporal or Seam is away'],
        }),
      },
      handler: async (request, reply) => {
        const found = await watch.during(read(stays, request));
        return reply.header('cache-control', 'no-store').send(found);
      },
    });
  }
}

/** The filter that a query writes. An empty value is none. */
function filterOf(query: unknown): StayFilter {
  const said = Object.entries(query as Readonly<Record<string, unknown>>).filter(
    ([, value]) => value !== '',
  );
  const { limit, ...rest } = Object.fromEntries(said);
  const most = typeof limit === 'string' && /^\d+$/.test(limit) ? Number(limit) : limit;
  const filter = { ...rest, ...(most === undefined ? {} : { limit: most }) };
  // The client would call the same a filter, which no caller has heard of.
  parse(schemas.listQuery, filter, 'query');
  return filter as StayFilter;
}
