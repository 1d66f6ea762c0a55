import type { FastifyRequest } from 'fastify';

import { COMMAND_ID_RULE, isCommandId } from '../../contract/ids.ts';
import { Problem } from '../problem.ts';

/** The params of every route of a stay. */
export interface ById {
  readonly Params: { readonly id: string };
}

/** A body with the command id that the header Idempotency-Key gives, ready for the client to check. */
export function commandOf({
  body,
  headers,
}: FastifyRequest<ById>): Readonly<Record<string, unknown>> {
  const said = fieldsOf(body);
  const key = headers['idempotency-key'];
  // Empty it says nothing, as everywhere.
  if (key === undefined || key === '') return said;
  if (!isCommandId(key)) throw new Problem('MalformedInput', { detail: NO_KEY });
  if (!isAbsent(said['commandId']) && said['commandId'] !== key)
    throw new Problem('OtherCommandId');
  return { ...said, commandId: key };
}

const NO_KEY = `The header Idempotency-Key ${COMMAND_ID_RULE}, sent once. Take the number of the message in your outbox, for example.`;

/** The same for a reservation, whose id is the path's. */
export function reservationOf(request: FastifyRequest<ById>): Readonly<Record<string, unknown>> {
  const said = commandOf(request);
  const { id } = request.params;
  if (!isAbsent(said['reservationId']) && said['reservationId'] !== id)
    throw new Problem('OtherReservationId');
  if (/^\.{1,2}$/.test(id)) throw new Problem('MalformedInput', { detail: NO_NAME });
  return { ...said, reservationId: id };
}

/** Under such an id a Temporal client may have put a stay all the same: then whoever can send it, can end it. */
const NO_NAME =
  'A reservation cannot have the id "." or "..": HTTP clients take that for a folder, and leave it out of the address. ' +
  'Give it another id, such as one with the property in front.';

/**
 * A cancellation from the body and the query, whatever they say; the header counts first where it can be a
 * command id.
 */
export function cancellationFields(
  request: FastifyRequest<ById>,
): Readonly<Record<string, unknown>>[] {
  const { body, query, headers } = request;
  const key = headers['idempotency-key'];
  return [query, body, isCommandId(key) ? { commandId: key } : {}].filter(hasFields);
}

function hasFields(said: unknown): said is Readonly<Record<string, unknown>> {
  return typeof said === 'object' && said !== null;
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  // Where there is none, fastify says null; whoever writes null says nothing either.
  if (body === undefined || body === null) return {};
  if (typeof body === 'object' && !Array.isArray(body)) return { ...body };
  throw new Problem('MalformedInput', { detail: 'The body must be one JSON object.' });
}

/** Many backends write null or "" for what they do not have. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
