import type { Status, StatusEntrance } from '../contract/status.ts';
import type { SeamError } from '../seam/errors.ts';
import type { Seam } from '../seam/port.ts';

/** The doors that are the guest's. */
export interface StayEntrances {
  readonly entrances: readonly StatusEntrance[];
  /** The stay is held: the guest opens none of them until it is released. */
  readonly held?: true;
}

/** The part of Seam that the entrances are read through. */
export type EntranceReader = Pick<Seam, 'entrancesOf'>;

const READ_WITHIN_MS = 5_000;

/**
 * The status with the entrances that the stay's own users open at Seam, by name: while a guest is moved,
 * those of both rooms. A stay without a user has none. Where Seam gives no answer within 5 s, the status
 * says so in a note.
 */
export async function withEntrances(seam: EntranceReader, status: Status): Promise<Status> {
  if (usersOf(status).length === 0) return status;
  try {
    return { ...status, entrances: await readEntrances(seam, status) };
  } catch (error) {
    const note = isRejected(error) ? UNKNOWN : UNTOLD;
    return { ...status, notes: [...(status.notes ?? []), note] };
  }
}

/**
 * The entrances that the stay's own users open at Seam, by name.
 *
 * @throws SeamError, after 5 s at the latest
 */
export async function readEntrances(
  seam: EntranceReader,
  status: Status,
): Promise<readonly StatusEntrance[]> {
  const call = {
    deadline: Date.now() + READ_WITHIN_MS,
    signal: AbortSignal.timeout(READ_WITHIN_MS),
  };
  const lists = await Promise.all(usersOf(status).map((id) => seam.entrancesOf(id, call)));
  const byId = new Map(lists.flat().map(({ id, name }) => [id, { id, name }]));
  return [...byId.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

const UNTOLD =
  'Seam did not tell which entrances the guest can open; "nightlatch doctor" says whether it answers.';

/** Seam answers, and refuses to tell of a user: somebody has removed it, or it goes just now. */
const UNKNOWN =
  'Seam does not know an access user of the stay any more; "nightlatch stay check" has the stay look, and mend it.';

/** Whether the Seam that the caller handed over understood, and said no. */
function isRejected(error: unknown): boolean {
  return (
    error instanceof Error && error.name === 'SeamError' && (error as SeamError).kind === 'rejected'
  );
}

/** Ids of the access users that the stay has at Seam. */
function usersOf({ ledger }: Status): readonly string[] {
  return ledger.flatMap(({ kind, state, id }) =>
    kind === 'access-user' && state === 'live' && id !== undefined ? [id] : [],
  );
}
