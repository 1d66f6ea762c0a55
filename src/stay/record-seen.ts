import type { Seen } from './activities-looking.ts';
import { noteMade, noteOfId, noteOver } from './ledger-noting.ts';
import { findEntry, type EntryKey, type Ledger, type LedgerEntry } from './ledger.ts';
import { recordGone } from './record-granting.ts';
import { isSameScope } from './scope.ts';
import type { StayState } from './state.ts';
import type { StepOf } from './step.ts';
import { isOutcomeUnseen, isUnconfirmed, lateUntil } from './unconfirmed.ts';

type Looking = StepOf<'confirmAccess'>;

/** Notes in the ledger what a look has shown: objects that are gone, windows that differ, and the groups of the user. */
export function recordSeen(state: StayState, step: Looking, seen: Seen, now: number): StayState {
  const { scope, userId, credentialId } = step.about;
  if (seen.gone.length > 0) {
    const without = recordGone(state, seen.gone, now);
    const isIdentityGone = seen.gone.some((id) => id !== userId && id !== credentialId);
    // A user whose identity is gone has to be hung on another one: its step looks after that.
    const user = findEntry(without.ledger, { kind: 'access-user', scope });
    if (!isIdentityGone || user === undefined) return without;
    const { hungOn: _identity, ...unhung } = user;
    return { ...without, ledger: without.ledger.map((e) => (e === user ? unhung : e)) };
  }
  const held = seen.windowDiffers
    ? windowsChanged(state.ledger, [userId, credentialId])
    : state.ledger;
  return { ...state, ledger: groupsSeen(held, step, seen.groupIds, now) };
}

function windowsChanged(ledger: Ledger, ids: readonly string[]): Ledger {
  return ids.reduce(
    (next, id) =>
      next.some((e) => e.id === id && e.window !== undefined)
        ? noteOfId(next, id, { isWindowChanged: true })
        : next,
    ledger,
  );
}

/** The groups that the user is in, as the look showed them: also what was joined late, or was left by somebody else. */
function groupsSeen(
  ledger: Ledger,
  { about: { scope, userId }, input }: Looking,
  groupIds: readonly string[],
  now: number,
): Ledger {
  let next = ledger;
  for (const entry of ledger) {
    if (entry.kind !== 'membership' || !isSameScope(entry.scope, scope)) continue;
    if (entry.state === 'removed') continue;
    // If a list does not show yet a group that was joined for the room before, the group is left all the same.
    if (entry.state === 'live' && !input.groupIds.includes(entry.id ?? '')) continue;
    if (isGroupOver(entry, userId, groupIds, now))
      next = noteOver(next, entry, new Date(now).toISOString());
  }
  for (const id of groupIds) {
    const key = { kind: 'membership', scope, id } as const;
    const known = findEntry(next, key);
    const isKnown = known?.state === 'live' && !isOutcomeUnseen(known, now);
    if (!isKnown) next = noteMade(next, key, { userId, ...stillUnconfirmed(next, key, now) });
  }
  return next;
}

/** A join that is still under way takes the guest in once more if the group is left meanwhile. */
function stillUnconfirmed(
  ledger: Ledger,
  key: EntryKey,
  now: number,
): Pick<LedgerEntry, 'unconfirmedUntil'> {
  const known = findEntry(ledger, key);
  const isOpen = known !== undefined && isUnconfirmed(known, now);
  const unconfirmedUntil = isOpen ? known.unconfirmedUntil : lateUntil(ledger, key, now);
  return unconfirmedUntil === undefined ? {} : { unconfirmedUntil };
}

function isGroupOver(
  entry: LedgerEntry,
  userId: string,
  groupIds: readonly string[],
  now: number,
): boolean {
  if (groupIds.includes(entry.id ?? '')) return false;
  return (entry.state === 'live' && entry.userId === userId) || isOutcomeUnseen(entry, now);
}
