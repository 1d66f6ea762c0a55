import { guestDigest, type Guest } from './guest.ts';
import { findLive, type LedgerEntry } from './ledger.ts';
import type { GuestScope } from './scope.ts';
import type { View } from './view.ts';

/** The guest as the plan in force has it. */
export function guestOf({ state }: View): Guest {
  return state.requests.accepted?.guest.value ?? { fullName: '' };
}

/** Tells whether it is still the same guest, without a name. */
export function digestOfGuest(view: View): string {
  return guestDigest(view.state.reservationId, guestOf(view));
}

/** The scope of the identity that the plan's guest has in this stay. */
export function guestScopeOf({ plan, planned }: Pick<View, 'plan' | 'planned'>): GuestScope {
  return { of: 'guest', workspace: plan.workspace, guest: planned.guest };
}

/** The identity that the plan's guest has, if it is live. */
export function identityOf(view: View): LedgerEntry | undefined {
  return findLive(view.state.ledger, { kind: 'user-identity', scope: guestScopeOf(view) });
}
