import { z } from 'zod';

import { isWhen } from '../stay/when.ts';

import { guestSchema } from './guest.ts';
import { COMMAND_ID_RULE, ID_RULE, isCommandId, isId } from './ids.ts';

const WHEN_RULE =
  'must be an instant ("2026-12-24T15:00:00+01:00"), a local time ("2026-12-24T15:00") or a date ("2026-12-24")';

const REVISION_RULE = `must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`;

const id = z.string().refine(isId, ID_RULE);
const when = z
  .string()
  .max(40, { error: WHEN_RULE, abort: true })
  .refine(isWhen, { error: ({ input }) => whenRuleFor(String(input)) });
// Of whole numbers zod takes those alone that JavaScript keeps exactly.
const revision = z.int(REVISION_RULE).min(0, REVISION_RULE);
const commandId = z.string().refine(isCommandId, COMMAND_ID_RULE);

/** Which rule a moment breaks: what looks like one that could be read is told what is wrong with it. */
function whenRuleFor(text: string): string {
  const [, year = ''] = /^(\d{4})-\d{2}-\d{2}(?:T|$)/.exec(text) ?? [];
  // Any year is as good as another for the rest of it.
  if (isWhen(text.replace(year, '2024'))) return 'must be in a year from 2000 to 2199';
  if (/[+-]\d{4}$/.test(text) && isWhen(text.replace(/\d{2}$/, ':$&')))
    return 'must have a colon in its offset, as "2026-12-24T15:00:00+01:00" has';
  return WHEN_RULE;
}

/** A payload without the fields that say nothing: many backends write null or "" for what they do not have. */
function withoutEmpty(payload: unknown): unknown {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return payload;
  return Object.fromEntries(
    Object.entries(payload).filter(([, value]) => value !== null && value !== ''),
  );
}

const reservationFields = z.strictObject({
  reservationId: id,
  listingId: id,
  guest: guestSchema.default({ fullName: '' }),
  checkIn: when,
  checkOut: when,
  hold: z
    .boolean()
    .optional()
    .describe('Held from the start, until it is released. Only in the put that begins a stay.'),
  revision: revision.optional(),
  commandId: commandId.optional(),
});

const changeFields = z
  .strictObject({
    checkIn: when.optional(),
    checkOut: when.optional(),
    listingId: id.optional(),
    revision: revision.optional(),
    commandId: commandId.optional(),
  })
  .refine(
    (c) => c.checkIn !== undefined || c.checkOut !== undefined || c.listingId !== undefined,
    'must change at least one of checkIn, checkOut and listingId',
  );

/** What the booking backend says of one stay. */
export const reservationSchema = z.preprocess(withoutEmpty, reservationFields);

/** A change of the stay: at least one of check-in, check-out and listing. */
export const changeSchema = z.preprocess(withoutEmpty, changeFields);

/** Asks the stay to try again what was refused, or to let its guest in again: no more than its name. */
export const retrySchema = z.preprocess(
  withoutEmpty,
  z.strictObject({ commandId: commandId.optional() }),
);

const MOST_OF_A_REASON = 500;

/** Asks for a new PIN or key, or that nobody gets in. The reason is for people and is not kept. */
export const reasonedSchema = z.preprocess(
  withoutEmpty,
  z.strictObject({
    reason: z
      .string()
      .max(MOST_OF_A_REASON, `must have at most ${MOST_OF_A_REASON} characters`)
      .optional(),
    commandId: commandId.optional(),
  }),
);

/** Asks the stay to look at Seam again, and in these systems whether anything of it is there. */
export const checkSchema = z.preprocess(
  withoutEmpty,
  z.strictObject({
    systemIds: z.array(z.string().min(1).max(100)).max(1_000).optional(),
    seamId: z.string().min(1).max(100).optional(),
    commandId: commandId.optional(),
  }),
);

export const reservationIdSchema = id;

/** Whether a text can be a reservation id. */
export { isId as isReservationId } from './ids.ts';

/** A message as callers may write it: what is left out may be null as well. */
type Sparse<T> = { [K in keyof T]: undefined extends T[K] ? T[K] | null : T[K] };

export type Reservation = z.output<typeof reservationSchema>;
/** A reservation as callers may write it: defaults are filled in when it is parsed. */
export type ReservationInput = Sparse<z.input<typeof reservationFields>>;
export type Change = z.output<typeof changeSchema>;
/** A change as callers may write it. */
export type ChangeInput = Sparse<z.input<typeof changeFields>>;
export type Retry = z.output<typeof retrySchema>;
export type Check = z.output<typeof checkSchema>;
/** A reissue or a hold. */
export type Reasoned = z.output<typeof reasonedSchema>;

/**
 * Says what is wrong with a payload, by path and rule only: the values may be personal.
 * One sentence fragment per issue, at most five. What is wrong with the whole is said of `root`.
 */
export function describeIssues(error: z.ZodError, root = 'payload'): string {
  return error.issues
    .slice(0, 5)
    .map((issue) =>
      [issue.path.map(String).join('.') || root, ruleOf(issue)].filter(Boolean).join(': '),
    )
    .join('; ');
}

function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'has fields that are not known';
    case 'invalid_type':
      if (!issue.message.startsWith('Invalid input')) return issue.message;
      // The issue itself does not tell a field that is missing from one of another type; its text does.
      if (issue.message.endsWith('received undefined')) return 'is missing';
      return `must be ${/^[aeio]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'must be an e-mail address' : issue.message;
    default:
      return issue.message;
  }
}
