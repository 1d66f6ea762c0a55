import { ask, type AskedFacts } from './ledger-noting.ts';
import { findEntry, issueOf, type Ledger, type LedgerEntry } from './ledger.ts';
import type { Remain } from './remains.ts';
import { DEFAULT_WORKSPACE, isSameScope, sightingIn, type Scope } from './scope.ts';
import type { StayState } from './state.ts';

/** Somebody saw something of the stay in these systems: the ledger has it as asked for until it was looked for. */
export function expectInSystems<S extends Pick<StayState, 'ledger'>>(
  state: S,
  systemIds: readonly string[],
  facts: AskedFacts = {},
): S {
  let { ledger } = state;
  for (const systemId of systemIds) {
    const key = { kind: 'access-user', scope: sightingIn(systemId) } as const;
    // Who knows more of the system than that a check named it says so.
    if (!facts.isNamed)
      ledger = ledger.filter((e) => !(e.isNamed && isSameScope(e.scope, key.scope)));
    ledger = ask(ledger, key, facts);
  }
  return { ...state, ledger };
}

/**
 * The same of systems in which an earlier run had asked for something, or which a check had only named to it. If a check
 * wrote something that is no id, Seam refuses to list it, and the end would wait for that list for ever.
 */
export function expectLeftIn<S extends Pick<StayState, 'ledger'>>(
  state: S,
  left: {
    readonly systemIds: readonly string[];
    readonly onlyNamedIn?: readonly string[] | undefined;
  },
  facts: AskedFacts = {},
): S {
  const { systemIds, onlyNamedIn = [] } = left;
  const known = systemIds.filter((id) => !onlyNamedIn.includes(id));
  const named = { ...facts, isNamed: true as const };
  return expectInSystems(expectInSystems(state, known, facts), onlyNamedIn, named);
}

/** An earlier run asked for an identity of these guests: it is adopted, or removed, or found absent. */
export function expectIdentities<S extends Pick<StayState, 'ledger'>>(
  state: S,
  guests: readonly number[],
): S {
  let { ledger } = state;
  for (const guest of guests) {
    const scope = { of: 'guest', workspace: DEFAULT_WORKSPACE, guest } as const;
    ledger = ask(ledger, { kind: 'user-identity', scope });
  }
  return { ...state, ledger };
}

/** Takes what a proof found into the ledger, as something to be removed; `isReplaced`: where all of it was replaced. */
export function takeInFound(ledger: Ledger, found: readonly Remain[], isReplaced: boolean): Ledger {
  const mark = isReplaced ? { isReplaced } : {};
  let next = ledger;
  for (const remain of found) {
    const known = next.find((e) => e.id === remain.id);
    next =
      known === undefined
        ? [...next, { ...sightingOf(remain), ...mark }]
        : next.map((e) => (e === known ? { ...revived(known, ledger), ...mark } : e));
  }
  return next;
}

/** The entry of something that is there, although no step of this run made it. */
export function sightingOf(remain: Remain): LedgerEntry {
  const { kind, id, systemId, userId, guestNumber = 1 } = remain;
  const scope: Scope =
    kind === 'user-identity'
      ? { of: 'guest', workspace: DEFAULT_WORKSPACE, guest: guestNumber }
      : sightingIn(systemId ?? '');
  return { kind, id, state: 'live', scope, ...(userId === undefined ? {} : { userId }) };
}

/**
 * What outlives the stay is not found, so an entry that was kept is somebody's who has left since. If Seam showed a user
 * as gone, and it is there all the same when the guest has another, it is only something that was seen in its system.
 */
function revived(known: LedgerEntry, ledger: Ledger): LedgerEntry {
  const { kept: _kept, goneAt: _goneAt, ...entry } = known;
  const { scope } = entry;
  const isReplaced = scope.of === 'access' && isAnotherInPlace(entry, ledger);
  return { ...entry, state: 'live', scope: isReplaced ? sightingIn(scope.systemId) : scope };
}

/** Whether the guest has, or was asked for, another user or credential in place of one that was seen gone. */
function isAnotherInPlace(entry: LedgerEntry, ledger: Ledger): boolean {
  const { kind, scope, state, id, userId } = entry;
  if (state !== 'removed') return false;
  const user = findEntry(ledger, { kind: 'access-user', scope });
  if (kind === 'access-user') return user !== undefined && user.id !== id;
  const same = findEntry(ledger, { kind, scope, issue: issueOf(entry) });
  return same !== undefined || (user !== undefined && user.id !== userId);
}
