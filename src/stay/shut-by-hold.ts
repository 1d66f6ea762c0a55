import { remaining, type Ledger, type LedgerEntry } from './ledger.ts';
import { isSameScope } from './scope.ts';
import { isSuspended } from './suspending.ts';
import { isAwaited } from './unconfirmed.ts';
import type { View } from './view.ts';

/** Whether a stay is held and lets nobody in, as far as its ledger tells: until then the doors are as they were. */
export function isShutByHold(view: View): boolean {
  return view.state.hold !== undefined && isSuspended(view) && !isOpenElsewhere(view);
}

/** Whether something of another scope may open: a hold is to shut those doors, too. */
function isOpenElsewhere({ state, scope, now }: View): boolean {
  return remaining(state.ledger).some(
    (e) =>
      e.scope.of !== 'guest' &&
      !isSameScope(e.scope, scope) &&
      !isOnSuspended(e, state.ledger) &&
      (e.state === 'live' || (e.kind === 'access-user' && !isAwaited(e, now))),
  );
}

function isOnSuspended({ id, userId = id }: LedgerEntry, ledger: Ledger): boolean {
  return ledger.some((e) => e.id === userId && e.state === 'live' && e.suspendedAt !== undefined);
}
