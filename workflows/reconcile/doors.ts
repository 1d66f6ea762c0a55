import type { StayLook } from '../../src/contract/reconciling.ts';
import { digestOf } from '../../src/stay/digest.ts';
import type { Ledger } from '../../src/stay/ledger.ts';
import { isAccessAsInLedger, type SeenAccess } from '../../src/stay/reconciliation.ts';
import { systemOf } from '../../src/stay/scope.ts';

import type { Access, Doors } from './memory.ts';

export type OpenLook = Extract<StayLook, { readonly run: 'open' }>;

/** Every few passes a share of the guests in the house: with a pass every 15 minutes, each of them every 6 hours. */
const SHARE_EVERY = 4;
const SHARES = 6;

/** What opens the doors of a stay, by its reservation id. */
export type AccessesOf = ReadonlyMap<string, readonly Access[]>;

/** Whether it is a stay's turn to have its groups and its PIN read, in the pass of that number. */
export function isItsTurn(reservationId: string, turn: number): boolean {
  if (turn % SHARE_EVERY !== 0) return false;
  return (
    Number.parseInt(digestOf('share', reservationId), 16) % SHARES === (turn / SHARE_EVERY) % SHARES
  );
}

/** What a stay has in the systems that were read, by its ledger. */
export function accessesIn(ledger: Ledger, systemIds: ReadonlySet<string>): readonly Access[] {
  return ledger.flatMap(({ kind, id, state, scope }): readonly Access[] => {
    if (kind !== 'access-user' || state !== 'live' || id === undefined) return [];
    if (!systemIds.has(systemOf(scope) ?? '')) return [];
    const credential = ledger.findLast(
      (e) => e.kind === 'credential' && e.userId === id && e.state === 'live',
    );
    return [credential?.id === undefined ? [id] : [id, credential.id]];
  });
}

/** What is remembered of doors: by it a later reading tells whether anything is otherwise. */
export function doorsOf(
  reservationId: string,
  accesses: readonly Access[],
  seen: readonly SeenAccess[],
): Doors {
  const facts = seen.map(({ userId, groupIds, tag }) => [userId, groupIds.toSorted(), tag]);
  return { accesses, digest: digestOf(reservationId, facts) };
}

/** Whether the doors that were read are those of the ledger, and the PIN the guest's. */
export function areDoorsAsInLedger(ledger: Ledger, seen: readonly SeenAccess[]): boolean {
  return seen.every((one) => isAccessAsInLedger(ledger, one));
}
