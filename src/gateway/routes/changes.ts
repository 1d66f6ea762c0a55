import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import type { ReservationInput, StayClient, Verdict } from '../../client/index.ts';
import { parse } from '../../client/parse.ts';
import { readCancellation } from '../../contract/cancellation.ts';
import { isId } from '../../contract/ids.ts';
import { retrySchema } from '../../contract/reservation.ts';
import { verdictSchema } from '../../contract/verdict-schema.ts';
import { type Answers, responsesOf, securityOf } from '../document.ts';
import { Problem } from '../problem.ts';
import * as schemas from '../schemas.ts';
import type { Scope } from '../scopes.ts';
import type { TemporalWatch } from '../temporal-watch.ts';

import { type ById, cancellationFields, commandOf, reservationOf } from './command.ts';

type Request = FastifyRequest<ById>;

/** A request that changes a stay, and how it is sent. */
interface ChangeRoute {
  readonly method: 'PUT' | 'PATCH' | 'DELETE' | 'POST';
  /** What follows the stay's own path. */
  readonly path: string;
  readonly operation: string;
  readonly summary: string;
  readonly scope: Scope;
  readonly body: z.ZodType;
  readonly send: (stays: StayClient, request: Request) => Promise<Verdict>;
}

const ROUTES: readonly ChangeRoute[] = [
  {
    method: 'PUT',
    path: '',
    operation: 'putStay',
    summary: 'Books a stay, changes it to this, or opens it again.',
    scope: 'stays:write',
    body: schemas.reservationBody,
    // What is malformed is refused by the client, which checks it with the schema of the document.
    send: (stays, request) => stays.put(reservationOf(request) as unknown as ReservationInput),
  },
  {
    method: 'PATCH',
    path: '',
    operation: 'changeStay',
    summary: 'Moves the check-in or the check-out, or the guest to another listing.',
    scope: 'stays:write',
    body: schemas.changeBody,
    send: (stays, request) => stays.change(request.params.id, commandOf(request)),
  },
  {
    method: 'DELETE',
    path: '',
    operation: 'cancelStay',
    summary: 'Ends a stay now and takes its access away. Obeyed whatever else the request says.',
    scope: 'stays:write',
    body: schemas.cancellationBody,
    send: cancel,
  },
  {
    method: 'POST',
    path: '/retry',
    operation: 'retryStay',
    summary: 'Has a stay try again what was refused, with its listing as it is now.',
    scope: 'stays:write',
    body: schemas.commandBody,
    send: (stays, request) => stays.retry(request.params.id, commandOf(request)),
  },
  {
    method: 'POST',
    path: '/check',
    operation: 'checkStay',
    summary: 'Has a stay look at Seam again.',
    scope: 'stays:write',
    body: schemas.commandBody,
    // In which systems to look besides is what the reconciler knows, and no backend.
    send: (stays, request) =>
      stays.check(request.params.id, parse(retrySchema, commandOf(request), 'check')),
  },
  {
    method: 'POST',
    path: '/reissue',
    operation: 'reissueStay',
    summary: 'Gives the guest a new PIN or key; the one before opens nothing any more.',
    scope: 'stays:write',
    body: schemas.reasonedBody,
    send: (stays, request) => stays.reissue(request.params.id, commandOf(request)),
  },
  {
    method: 'POST',
    path: '/hold',
    operation: 'holdStay',
    summary: 'Lets nobody in until the stay is released.',
    scope: 'stays:write',
    body: schemas.reasonedBody,
    send: (stays, request) => stays.hold(request.params.id, commandOf(request)),
  },
  {
    method: 'POST',
    path: '/release',
    operation: 'releaseStay',
    summary: 'Lets the guest of a held stay in again, as booked.',
    scope: 'desk',
    body: schemas.commandBody,
    send: (stays, request) => stays.release(request.params.id, commandOf(request)),
  },
];

/** Registers every route that changes a stay. Each answers with a verdict. */
export function changeRoutes(app: FastifyInstance, stays: StayClient, watch: TemporalWatch): void {
  for (const { method, path, operation, summary, scope, body, send } of ROUTES) {
    app.route<ById>({
      method,
      url: `/stays/:id${path}`,
      config: { scope },
      schema: {
        operationId: operation,
        summary,
        security: securityOf(scope),
        params: schemas.idParams,
        headers: schemas.commandHeaders,
        body,
        ...(method === 'DELETE' ? { querystring: schemas.cancellationQuery } : {}),
        response: responsesOf(ANSWERS[method]),
      },
      handler: async (request, reply) => {
        if (method !== 'DELETE') parse(schemas.noQuery, request.query, 'query');
        return tell(reply, await watch.during(send(stays, request)));
      },
    });
  }
}

function cancel(stays: StayClient, request: Request): Promise<Verdict> {
  const { id } = request.params;
  // No stay has such an id; a cancellation is never told that it is malformed.
  if (!isId(id)) throw new Problem('NoSuchStay');
  // One after the other, so that what can be read in one counts where another has it malformed.
  const said = cancellationFields(request).map(readCancellation);
  return stays.cancel(id, Object.assign({}, ...said) as ReturnType<typeof readCancellation>);
}

const STATUS: Readonly<Record<Verdict['outcome'], number>> = {
  applied: 200,
  superseded: 200,
  pending: 202,
  refused: 409,
  'too-late': 409,
};

function tell(reply: FastifyReply, verdict: Verdict): FastifyReply {
  const isOtherContent = verdict.outcome === 'refused' && verdict.type === 'CommandIdReused';
  return reply.code(isOtherContent ? 422 : STATUS[verdict.outcome]).send(verdict);
}

const OF_CANCELLATION: Answers = {
  200: ['applied or superseded', verdictSchema],
  202: ['pending: it is kept', verdictSchema],
  401: ['no token, or an unknown one'],
  403: ['the token lacks the scope'],
  404: ['no such stay, and nothing to remember'],
  409: ['too late', verdictSchema],
  429: ['too many requests without a token'],
  503: ['Temporal is away'],
};

const OF_PUT: Answers = {
  ...OF_CANCELLATION,
  404: undefined,
  409: ['refused, or too late', verdictSchema],
  413: ['a body of more than 64 KB'],
  415: ['the body is not JSON by its content type, or is compressed'],
  422: ['malformed; or another content under a known command id', verdictSchema],
  429: ['too many requests'],
};

const OF_OTHERS: Answers = { ...OF_PUT, 404: ['no such stay'] };

const ANSWERS = { PUT: OF_PUT, PATCH: OF_OTHERS, POST: OF_OTHERS, DELETE: OF_CANCELLATION };
