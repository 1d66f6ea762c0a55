import {
  expectLate,
  isAwaited,
  remaining,
  settle,
  settleKept,
  type LedgerEntry,
} from '../src/stay/ledger.ts';
import { systemOfPlace, systemsOf } from '../src/stay/plan.ts';

import { interruptIfOver } from './deadlines.ts';
import type { Failed } from './interruptions.ts';
import { isoNow } from './now.ts';
import { findRemains, foundPlace, isFound, lookForHolders, takeInFound } from './remains.ts';
import { removeNewestFirst } from './removing.ts';
import type { Stay } from './stay.ts';

/** The window is ours to hold and has moved away: what is there would open the door before its time. */
export async function withdraw(stay: Stay): Promise<void> {
  forget(stay);
  await takeAway(stay, () => remaining(stay.ledger), []);
  // Who is granted later may be another guest: what was adopted for this one is found again then.
  stay.ledger = settleKept(stay.ledger);
}

/**
 * Revokes the access that the guest had at another place, now that the new one is confirmed. Of what
 * is at other places still, each has its own turn.
 */
export async function leavePlace(stay: Stay, place: string): Promise<void> {
  // What a search there has found goes with it.
  const places = [place, foundPlace(systemOfPlace(place))];
  const isThere = (e: LedgerEntry): boolean => places.includes(e.place);
  const others = remaining(stay.ledger).filter((e) => e.kind === 'access-user' && !isThere(e));
  await takeAway(
    stay,
    () => remaining(stay.ledger).filter(isThere),
    others.flatMap(({ id }) => (id === undefined ? [] : [id])),
  );
}

/** Removes what there is until nothing of the stay's own is found, but for what the guest keeps. */
async function takeAway(
  stay: Stay,
  old: () => readonly LedgerEntry[],
  kept: readonly string[],
): Promise<void> {
  const systemIds = systemsOf(old());
  for (let pass = 0; ; pass += 1) {
    const failed = await removeNewestFirst(stay, old(), pass);
    showRemoval(stay, failed);
    if (failed !== undefined) await lookForHolders(stay, systemIds, kept, pass);
    interruptIfOver(stay);
    if (old().some((e) => e.id !== undefined && e.kind !== 'membership' && e.kind !== 'enrollment'))
      continue;
    const found = await findRemains(stay, systemIds, kept, pass);
    if (isFound(found)) {
      return found.length > 0 ? takeInFound(stay, found) : settleAll(stay, old());
    }
    showRemoval(stay, found);
    interruptIfOver(stay);
  }
}

/** Nothing is there; but what was asked for without an answer may still come. */
function settleAll(stay: Stay, gone: readonly LedgerEntry[]): void {
  const now = Date.now();
  for (const entry of gone) {
    if (!isAwaited(entry, now)) stay.ledger = settle(stay.ledger, entry, isoNow());
  }
  stay.ledger = expectLate(stay.ledger, now);
  stay.problems.clear('step');
}

function forget(stay: Stay): void {
  stay.granted = undefined;
  stay.confirmed = undefined;
  stay.lookedAtOpening = undefined;
  stay.trouble = undefined;
  stay.held = false;
}

function showRemoval(stay: Stay, failure: Failed | undefined): void {
  if (failure === undefined) stay.problems.clear('step');
  else stay.problems.show('step', failure.type, failure.said);
}
