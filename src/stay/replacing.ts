import { isRemovable, issueOf, remaining, type Ledger, type LedgerEntry } from './ledger.ts';
import { scopeOf } from './plan.ts';
import { isSameScope, type AccessScope } from './scope.ts';
import type { Planned } from './state.ts';

/*
 * If a guest who moved was seen to have the new room's access, the old room's goes. If the lock keeps it for a while,
 * and meanwhile something of the new room is refused, or changes, the old room's goes all the same: it is marked
 * (`isReplaced`) when the new one is seen, and the mark stays until the old one is planned again.
 */

/** Notes that a credential was seen well: those of earlier issues of the same access are replaced. */
export function withEarlierReplaced(ledger: Ledger, scope: AccessScope, issue: number): Ledger {
  return replace(
    ledger,
    (e) => e.kind === 'credential' && issueOf(e) < issue && isSameScope(e.scope, scope),
  );
}

/** Notes that an access was seen as it is planned: every other access is replaced, and the groups that it is to leave. */
export function withOthersReplaced(
  ledger: Ledger,
  scope: AccessScope,
  groupIds: readonly string[],
): Ledger {
  return replace(ledger, (e) => {
    if (e.scope.of === 'guest') return false;
    if (!isSameScope(e.scope, scope)) return true;
    return e.kind === 'membership' && !groupIds.includes(e.id ?? '');
  });
}

/**
 * Notes what a plan wants: if it was replaced, it is not any more. An earlier PIN of an access that goes on stays so;
 * where the guest comes back, each is wanted until the newest was seen there.
 */
export function withWanted(
  ledger: Ledger,
  { plan, guest }: Planned,
  before: Planned | undefined,
): Ledger {
  const scope = scopeOf(plan, guest);
  const isSame = before !== undefined && isSameScope(scopeOf(before.plan, before.guest), scope);
  return withoutMarks(ledger, (e) => {
    if (!isSameScope(e.scope, scope)) return false;
    return e.kind === 'membership' ? plan.accessGroupIds.includes(e.id ?? '') : !isSame;
  });
}

/**
 * Notes that objects were seen gone. If one of them is of the access that is wanted, another access of the guest's to the
 * same doors is needed again, until there is a new one. A room that the guest has left stays left.
 */
export function withSameDoorsNeeded(
  ledger: Ledger,
  planned: Planned | undefined,
  goneIds: readonly string[],
): Ledger {
  if (planned === undefined) return ledger;
  const { plan, guest } = planned;
  const wanted = scopeOf(plan, guest);
  const isLost = ({ id = '', scope, isReplaced }: LedgerEntry): boolean =>
    goneIds.includes(id) && !isReplaced && isSameScope(scope, wanted);
  if (!ledger.some(isLost)) return ledger;
  return withoutMarks(ledger, ({ scope }) => {
    if (scope.of !== 'access' || isSameScope(scope, wanted)) return false;
    const doors = [scope, wanted].map(({ fixed }) => fixed?.entranceIds.join());
    return scope.guest === guest && scope.systemId === wanted.systemId && doors[0] === doors[1];
  });
}

function withoutMarks(ledger: Ledger, isNeeded: (entry: LedgerEntry) => boolean): Ledger {
  const needed = new Set(ledger.filter((e) => e.isReplaced && isNeeded(e)));
  return needed.size === 0 ? ledger : ledger.map((e) => (needed.has(e) ? withoutMark(e) : e));
}

function withoutMark({ isReplaced: _replaced, ...entry }: LedgerEntry): LedgerEntry {
  return entry;
}

/** Whether all of some entries was replaced, as far as it could be removed: the rest goes along, or is looked for. */
export function isOver(entries: readonly LedgerEntry[]): boolean {
  return entries.some((e) => e.isReplaced) && entries.every((e) => e.isReplaced || !isRemovable(e));
}

function replace(ledger: Ledger, isToGo: (entry: LedgerEntry) => boolean): Ledger {
  const over = new Set(remaining(ledger).filter((e) => !e.isReplaced && isToGo(e)));
  return over.size === 0
    ? ledger
    : ledger.map((e) => (over.has(e) ? { ...e, isReplaced: true } : e));
}
