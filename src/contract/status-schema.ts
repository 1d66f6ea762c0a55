import { z } from 'zod';

import { announcementSchema } from './announcement.ts';
import { PHASES } from './phases.ts';
import type { Status, StatusEntrance } from './status.ts';
import { verdictSchema } from './verdict-schema.ts';

const instant = z.iso.datetime();

/** A door that the guest can open. */
export const entranceSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
} satisfies Shape<StatusEntrance>);

// Loose, as all answers: the stay may run on a worker that is newer than its reader.
const entrySchema = z.looseObject({
  kind: z.enum(['user-identity', 'enrollment', 'access-user', 'membership', 'credential']),
  id: z.string().optional(),
  state: z.enum(['asked', 'live', 'removed']),
  kept: z.literal(true).optional(),
  removalAskedAt: instant.optional(),
  removalAcceptedAt: instant.optional(),
  goneAt: instant.optional(),
} satisfies Shape<Status['ledger'][number]>);

const problemSchema = z.looseObject({
  type: z.string(),
  message: z.string(),
  next: z.string().optional(),
  since: instant,
  seenAt: instant.optional(),
} satisfies Shape<NonNullable<Status['problem']>>);

const revisionsSchema = z.looseObject({
  checkIn: z.int().optional(),
  checkOut: z.int().optional(),
  listing: z.int().optional(),
  cancelled: z.int().optional(),
} satisfies Shape<NonNullable<Status['revisions']>>);

const lastSignalSchema = z.looseObject({
  name: z.string(),
  at: instant,
  verdict: verdictSchema,
} satisfies Shape<NonNullable<Status['lastSignal']>>);

/** What a stay is doing, as it is answered. */
export const statusSchema = z.looseObject({
  reservationId: z.string(),
  listingId: z.string(),
  recipe: z.string().optional(),
  phase: z.enum(PHASES),
  opensAt: instant.optional(),
  closesAt: instant.optional(),
  timeZone: z.string().optional(),
  revision: z.int(),
  revisions: revisionsSchema.optional(),
  problem: problemSchema.optional(),
  held: z.looseObject({ since: instant }).optional(),
  credentialId: z.string().optional(),
  entrances: z.array(entranceSchema).optional(),
  ledger: z.array(entrySchema),
  forgottenEntries: z.int().optional(),
  endedBy: z.enum(['check-out', 'cancellation', 'operator']).optional(),
  orphaned: z.literal(true).optional(),
  absentSince: instant.optional(),
  revokedAt: instant.optional(),
  next: z.string().optional(),
  notes: z.array(z.string()).optional(),
  lastSignal: lastSignalSchema.optional(),
  announced: z
    .looseObject({ last: z.int().min(0), waiting: z.array(announcementSchema).optional() })
    .optional(),
} satisfies Shape<Status>);

/** A schema for each field of a type, and for nothing else. */
type Shape<T> = { readonly [Field in keyof T]-?: z.ZodType };
