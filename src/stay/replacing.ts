import { issueOf, remaining, type Ledger, type LedgerEntry } from './ledger.ts';
import { scopeOf } from './plan.ts';
import { isSameScope, type AccessScope } from './scope.ts';
import type { Planned } from './state.ts';

/*
 * A guest who moved has the new room's access, and it was seen well: the old room's goes. If a lock holds that, and
 * meanwhile something of the new room is refused, or changes, the old room's goes all the same: it is marked
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

/** Notes what a plan wants: if it was replaced, it is not any more. An earlier PIN beside a later one is not wanted. */
export function withWanted(
  ledger: Ledger,
  { plan, guest }: Pick<Planned, 'plan' | 'guest'>,
): Ledger {
  const scope = scopeOf(plan, guest);
  const here = ledger.filter((e) => isSameScope(e.scope, scope));
  const isWanted = (e: LedgerEntry): boolean => {
    if (e.kind === 'membership') return plan.accessGroupIds.includes(e.id ?? '');
    const isLater = (other: LedgerEntry): boolean =>
      other.kind === e.kind && other.state !== 'removed' && issueOf(other) > issueOf(e);
    return e.state === 'removed' || !here.some(isLater);
  };
  const wanted = new Set(here.filter((e) => e.isReplaced && isWanted(e)));
  return wanted.size === 0 ? ledger : ledger.map((e) => (wanted.has(e) ? withoutMark(e) : e));
}

function withoutMark({ isReplaced: _replaced, ...entry }: LedgerEntry): LedgerEntry {
  return entry;
}

function replace(ledger: Ledger, isOver: (entry: LedgerEntry) => boolean): Ledger {
  const over = new Set(remaining(ledger).filter((e) => !e.isReplaced && isOver(e)));
  return over.size === 0
    ? ledger
    : ledger.map((e) => (over.has(e) ? { ...e, isReplaced: true } : e));
}
