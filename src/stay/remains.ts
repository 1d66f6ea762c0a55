import type { Status } from './status.ts';

/** An object at Seam that is a stay's own, or hangs on one that is. */
export interface Remain {
  readonly kind: 'user-identity' | 'access-user' | 'credential';
  readonly id: string;
  readonly systemId?: string | undefined;
  readonly userId?: string | undefined;
  /** Of an identity: the number of the guest within the stay; absent for the first. */
  readonly guestNumber?: number | undefined;
}

/** What the last run of a stay said of itself, and what outlives it. Nothing of it is personal. */
export type LastSaid = Pick<
  Status,
  | 'listingId'
  | 'recipe'
  | 'opensAt'
  | 'closesAt'
  | 'timeZone'
  | 'revision'
  | 'revisions'
  | 'endedBy'
  | 'held'
  | 'announced'
>;

/** What a status says that outlives its run. */
export function lastSaidOf(status: Status): LastSaid {
  const { listingId, recipe, opensAt, closesAt, timeZone, revisions, endedBy, held, announced } =
    status;
  return {
    listingId,
    revision: status.revision,
    ...(recipe && { recipe }),
    ...(opensAt && { opensAt }),
    ...(closesAt && { closesAt }),
    ...(timeZone && { timeZone }),
    ...(revisions && { revisions }),
    ...(endedBy && { endedBy }),
    ...(held && { held }),
    ...(announced && { announced }),
  };
}
