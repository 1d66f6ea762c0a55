import { z } from 'zod';

import { filterSchema } from '../client/list-stays.ts';
import { guestSchema } from '../contract/guest.ts';
import { PHASES } from '../contract/phases.ts';
import {
  changeSchema,
  reasonedSchema,
  reservationIdSchema,
  reservationSchema,
  retrySchema,
} from '../contract/reservation.ts';
import { entranceSchema, statusSchema } from '../contract/status-schema.ts';
import { verdictSchema } from '../contract/verdict-schema.ts';

// Bodies are the contract's own schemas, without what the path and the header Idempotency-Key say.

export const reservationBody = reservationSchema.out.partial({ reservationId: true });
export const changeBody = changeSchema.out;
export const cancellationBody = z.looseObject({
  reason: z.string().optional(),
  revision: z.int().min(0).optional(),
});
export const reasonedBody = reasonedSchema.out;
export const commandBody = retrySchema.out;

export const idParams = z.object({ id: reservationIdSchema });
export const listQuery = filterSchema.pick({
  listing: true,
  phase: true,
  problem: true,
  cursor: true,
  limit: true,
});
export const cancellationQuery = z.object({
  revision: z
    .string()
    .regex(/^\d{1,16}$/)
    .optional(),
  reason: z.string().optional(),
});
/** Of a request that says everything in its body. A revision in the address would be lost, and with it the order. */
export const noQuery = z.strictObject({});
export const commandHeaders = z.object({
  'idempotency-key': reservationSchema.out.shape.commandId,
});

export const pageAnswer = z.looseObject({
  stays: z.array(
    z.looseObject({
      reservationId: z.string(),
      listingId: z.string().optional(),
      phase: z.enum(PHASES).optional(),
      opensAt: statusSchema.shape.opensAt,
      closesAt: statusSchema.shape.closesAt,
      timeZone: z.string().optional(),
      problem: z.looseObject({ type: z.string() }).optional(),
    }),
  ),
  cursor: z.string().optional(),
});
export const stayEvent = z.looseObject({
  reservationId: z.string(),
  phase: z.enum(PHASES),
  problem: z.looseObject({ type: z.string() }).optional(),
});
export const eventsHeaders = z.object({ 'last-event-id': z.string().optional() });
export const credentialAnswer = z.looseObject({
  accessMethod: z.string(),
  code: z.string().optional(),
  state: z.enum(['issued', 'issuing', 'in-trouble']),
  held: z.literal(true).optional(),
});
export const entrancesAnswer = z.looseObject({
  entrances: z.array(entranceSchema),
  held: z.literal(true).optional(),
});
export const problemAnswer = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string(),
});
export const seamEventBody = z.looseObject({ event_id: z.string(), event_type: z.string() });
export const takenAnswer = z.null();
export const textAnswer = z.string();
export const documentAnswer = z.looseObject({ openapi: z.string() });

// An alias, since an interface has no index signature, which the provider asks for.
type Words = {
  readonly id?: string;
  readonly description?: string;
  readonly type?: readonly string[];
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
};

/** What the document says of schemas beside their shapes: names, grammars, and a sentence for people. */
export const words = z.registry<Words>();

const { shape } = reservationBody;
words
  .add(reservationBody, {
    id: 'Reservation',
    description: 'What the booking backend says of a stay.',
  })
  .add(changeBody, {
    id: 'Change',
    description: 'At least one of checkIn, checkOut and listingId.',
  })
  .add(cancellationBody, {
    id: 'Cancellation',
    description: 'Obeyed whatever it says: what cannot be read counts as not said.',
  })
  .add(reasonedBody, { id: 'Reasoned', description: 'A reason is for people, and is not kept.' })
  .add(commandBody, { id: 'Command' })
  .add(verdictSchema, {
    id: 'Verdict',
    description:
      'What became of a request. applied: the access system has what it makes due now. pending: it is kept, and not done ' +
      'within a minute. superseded: newer requests say otherwise. refused: the reason says why. too-late: the stay has ended, or is ending.',
  })
  .add(statusSchema, { id: 'Status', description: 'What a stay is doing, or how it ended.' })
  .add(pageAnswer, {
    id: 'StayPage',
    description: 'Stays, the newest first, a moment behind. With a cursor there are more.',
  })
  .add(stayEvent, {
    id: 'StayEvent',
    description: 'How a stay is by now: the data of a server-sent event.',
  })
  .add(takenAnswer, { description: 'taken' })
  .add(credentialAnswer, {
    id: 'Credential',
    description: 'The PIN, or the state of the key. Show it to the guest and keep it nowhere.',
  })
  .add(credentialAnswer.shape.held.unwrap(), {
    description: 'The stay is held: the PIN or key opens nothing until it is released.',
  })
  .add(entrancesAnswer, { id: 'Entrances' })
  .add(entrancesAnswer.shape.held.unwrap(), {
    description: 'The stay is held: the guest opens none of them until it is released.',
  })
  .add(problemAnswer, { id: 'Problem', description: 'RFC 9457. The type is a page in the docs.' })
  .add(reservationIdSchema, { pattern: '^[A-Za-z0-9._-]{1,64}$', examples: ['paris-12.1001'] })
  .add(shape.checkIn, {
    description:
      'An instant with its offset, a local time at the listing, or a date: then it is the listing’s own time.',
    examples: ['2027-03-01T15:00:00+01:00', '2027-03-01T15:00', '2027-03-01'],
  })
  .add(guestSchema, {
    description: 'What the listing’s recipe needs of it; what cannot be read counts as missing.',
  })
  .add(guestSchema.in.shape.fullName.unwrap(), { type: ['string', 'null'] })
  .add(shape.revision.unwrap(), {
    description:
      'The backend’s own count: of two requests about a field the one with the higher revision wins.',
  })
  .add(shape.commandId.unwrap(), {
    pattern: '^[!-~]{1,200}$',
    description:
      'One effect per kind of request and id, however often it is sent. Nothing personal.',
  });
