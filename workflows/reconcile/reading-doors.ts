import {
  ActivityFailure,
  ApplicationFailure,
  condition,
  isCancellation,
  log,
  TimeoutFailure,
} from '@temporalio/workflow';

import type { AccessOfStay } from '../../src/contract/reconciling.ts';
import type { SeenAccess } from '../../src/stay/reconciliation.ts';

import type { AccessesOf } from './doors.ts';
import { seamUntil } from './pass-steps.ts';

/** Each costs two requests, and an attempt has seconds. */
const ACCESSES_AT_ONCE = 10;
/** All of them together: the next pass begins when this one has ended. */
const READS_FOR_MS = 5 * 60_000;
/** One after the other: then it is not these that give no answer, but Seam. */
const MOST_SILENT = 3;

/** What was read of accesses, each by its reservation id. */
export interface DoorsRead {
  /** The groups and the PIN of each access. A stay of which Seam refuses to tell is in none of the three. */
  readonly seen: ReadonlyMap<string, readonly SeenAccess[]>;
  /** Of these Seam gives no answer. */
  readonly silent: ReadonlySet<string>;
  /** There was no time for these, or Seam gave no answer of any others either. */
  readonly unread: ReadonlySet<string>;
}

/**
 * Reads what no list shows, the groups and the PIN of each access, in this order. An access of which Seam gives no
 * answer keeps no other from being read: it is left out, and the rest is read on.
 */
export async function readDoors(accesses: AccessesOf): Promise<DoorsRead> {
  const until = Date.now() + READS_FOR_MS;
  const seen = new Map<string, SeenAccess>();
  const silent = new Set<string>();
  let left = heldIn(accesses);
  let inARow = 0;
  while (inARow < MOST_SILENT && Date.now() < until) {
    const [first] = left;
    if (first === undefined) break;
    const read = await tryToLook(left.slice(0, ACCESSES_AT_ONCE), until);
    if (read === 'away') break;
    if (read === 'silent') {
      silent.add(first.reservationId);
      left = left.slice(1);
      inARow += 1;
      continue;
    }
    for (const one of read.seen) seen.set(one.userId, one);
    left = left.slice(read.lookedAt);
    inARow = 0;
    const { waitMs = 0 } = read;
    if (Date.now() + waitMs >= until) break;
    if (waitMs > 0) await condition(() => false, waitMs);
  }
  const unread = new Set(left.map((one) => one.reservationId));
  return { seen: byStay(accesses, seen), silent, unread: unread.difference(silent) };
}

function heldIn(accesses: AccessesOf): readonly AccessOfStay[] {
  return [...accesses].flatMap(([reservationId, ofStay]) =>
    ofStay.map(([userId, credentialId]): AccessOfStay => {
      return { reservationId, userId, ...(credentialId && { credentialId }) };
    }),
  );
}

/** A stay of which something could not be read is not in the answer. */
function byStay(
  accesses: AccessesOf,
  seen: ReadonlyMap<string, SeenAccess>,
): ReadonlyMap<string, readonly SeenAccess[]> {
  return new Map(
    [...accesses].flatMap(([reservationId, ofStay]) => {
      const ofEach = ofStay.flatMap(([userId]) => seen.get(userId) ?? []);
      return ofEach.length < ofStay.length ? [] : [[reservationId, ofEach] as const];
    }),
  );
}

/** `silent`: of the first of them there is no answer. `away`: Seam is to be asked for nothing just now. */
async function tryToLook(accesses: readonly AccessOfStay[], until: number) {
  try {
    return await seamUntil(until).lookAtAccesses(accesses);
  } catch (error) {
    if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
    log.warn('Some accesses could not be looked at', { step: 'lookAtAccesses' });
    return isOfOne(error) ? 'silent' : 'away';
  }
}

/** A limit, a key that is refused, and a queue in which the step had no turn are no single guest's. */
function isOfOne({ cause }: ActivityFailure): boolean {
  if (cause instanceof TimeoutFailure) return cause.timeoutType === 'START_TO_CLOSE';
  const isEverybodys = ['SeamRateLimited', 'SeamKeyRefused'];
  return cause instanceof ApplicationFailure && !isEverybodys.includes(cause.type ?? '');
}
