import { z } from 'zod';

import type { Ledger } from '../stay/ledger.ts';
import type { LastSaid } from '../stay/remains.ts';

import { announcedSchema } from './announcement.ts';
import { reservationIdSchema } from './reservation.ts';
import type { Status } from './status.ts';

export { lastSaidOf, type LastSaid, type Remain } from '../stay/remains.ts';

const seamId = z.string().min(1).max(100);
const revision = z.int().min(0);

/** So many objects of a stay are told to its end; what there is more is found by the mark. */
export const MOST_FOUND = 200;

/** An object at Seam that is a stay's own, or hangs on one that is. */
const remainSchema = z.strictObject({
  kind: z.enum(['user-identity', 'access-user', 'credential']),
  id: seamId,
  systemId: seamId.optional(),
  userId: seamId.optional(),
  guestNumber: z.int().min(1).optional(),
});

const lastSaidSchema = z
  .strictObject({
    listingId: z.string(),
    recipe: z.string().optional(),
    opensAt: z.string().optional(),
    closesAt: z.string().optional(),
    timeZone: z.string().optional(),
    revision,
    revisions: z
      .strictObject({
        checkIn: revision.optional(),
        checkOut: revision.optional(),
        listing: revision.optional(),
        cancelled: revision.optional(),
      })
      .optional(),
    endedBy: z.enum(['check-out', 'cancellation', 'operator']).optional(),
    held: z.strictObject({ since: z.iso.datetime() }).optional(),
    announced: announcedSchema.optional(),
  })
  // What is optional is absent: JSON has no undefined.
  .transform((said) => said as LastSaid);

/** The argument of `closeStay`: a stay of which something is at Seam and no run is open. */
export const orphanSchema = z.strictObject({
  reservationId: reservationIdSchema,
  /** What was seen of it, oldest first. */
  found: z.array(remainSchema).max(MOST_FOUND),
  /** Systems where more of it may be. */
  systemIds: z.array(seamId).max(1_000),
  /** Those of them that only checks had named: Seam may know of no such system. */
  onlyNamedIn: z.array(seamId).max(1_000).optional(),
  /** Milliseconds between the two proofs of absence. */
  quietPeriodMs: z.int().min(0).max(86_400_000),
  /** Absent if no run of the stay can say it any more. */
  last: lastSaidSchema.optional(),
});

export type Orphan = z.infer<typeof orphanSchema>;
/** An orphan as a pass finds it. */
export type FoundOrphan = Omit<Orphan, 'quietPeriodMs'>;

/** A stay in full, for the reconciler: what it says of itself, and what it knows to be at Seam. */
export interface StayRecord {
  readonly status: Status;
  readonly ledger: Ledger;
  /** It has not asked yet what the runs before it have come to. */
  readonly isUnlearned?: true;
  /** It is in the middle of something: what it says may be otherwise in a moment, and nothing that it shows tells that. */
  readonly isBusy?: true;
}
