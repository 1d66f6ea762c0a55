import { z } from 'zod';

import { isWhen } from '../domain/when.ts';

const ID = /^[A-Za-z0-9._-]{1,64}$/;
const ID_RULE = 'must be 1 to 64 of the characters A-Z a-z 0-9 . _ -';
const WHEN_RULE =
  'must be an instant ("2026-12-24T15:00:00+01:00"), a local time ("2026-12-24T15:00") or a date ("2026-12-24")';
// A name travels into access systems, key cards and log-free displays: no control characters anywhere.
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

const id = z.string().regex(ID, ID_RULE);
const when = z.string().max(40).refine(isWhen, WHEN_RULE);
const revision = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const commandId = z.string().regex(PRINTABLE).min(1).max(200);

/** Who stays. What a recipe needs of it is checked when the stay is planned, not here. */
export const guestSchema = z.strictObject({
  fullName: z
    .string()
    .trim()
    .max(200)
    .regex(PRINTABLE, 'must not contain control characters')
    .default(''),
  email: z.email().max(254).optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/, 'must be in E.164 form, such as "+15555550100"')
    .optional(),
  accountId: id.optional(),
});

/** What the booking backend says of one stay. */
export const reservationSchema = z.strictObject({
  reservationId: id,
  listingId: id,
  guest: guestSchema.default({ fullName: '' }),
  checkIn: when,
  checkOut: when,
  revision: revision.optional(),
  commandId: commandId.optional(),
});

/** A change of the stay: at least one of check-in, check-out and listing. */
export const changeSchema = z
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

/** The end of the stay, before its time. The reason is for people and is not kept. */
export const cancellationSchema = z.strictObject({
  reason: z.string().max(500).optional(),
  revision: revision.optional(),
  commandId: commandId.optional(),
});

/** Asks the stay to try again what was refused. */
export const retrySchema = z.strictObject({ commandId: commandId.optional() });

/** Asks the stay to look at Seam again, and in these systems whether anything carries its key. */
export const checkSchema = z.strictObject({
  systemIds: z.array(z.string().min(1).max(100)).max(1_000).optional(),
});

export const reservationIdSchema = id;

/** Whether a text can be a reservation id. */
export function isReservationId(text: string): boolean {
  return ID.test(text);
}

export type Guest = z.infer<typeof guestSchema>;
export type Reservation = z.infer<typeof reservationSchema>;
/** A reservation as callers may write it: defaults are filled in when it is parsed. */
export type ReservationInput = z.input<typeof reservationSchema>;
export type Change = z.infer<typeof changeSchema>;
export type Cancellation = z.infer<typeof cancellationSchema>;
export type Retry = z.infer<typeof retrySchema>;
export type Check = z.infer<typeof checkSchema>;

/**
 * Says what is wrong with a payload, by path and rule only: the values may be personal.
 * One sentence fragment per issue, at most five.
 */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.map(String).join('.') || 'payload'}: ${ruleOf(issue)}`)
    .join('; ');
}

function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'has fields that are not known';
    case 'invalid_type':
      return `must be a ${issue.expected}`;
    case 'invalid_format':
      return issue.format === 'email' ? 'must be an e-mail address' : issue.message;
    default:
      return issue.message;
  }
}
