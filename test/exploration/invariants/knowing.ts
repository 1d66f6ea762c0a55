import type { LedgerEntry } from '../../../src/stay/ledger.ts';
import { systemOf } from '../../../src/stay/scope.ts';
import { ownObjects, type SeamObject } from '../seam/objects.ts';
import type { World } from '../world/world.ts';

import { isBlocked, isPaused } from './excuses.ts';
import { violated, type Violation } from './violation.ts';

/** Everything of the stay at Seam is in the ledger, or the ledger says that there may be something. */
export function judgeKnowing(world: World): readonly Violation[] {
  const { state, seam } = world;
  // What an earlier run left is not known before it was asked for.
  if (state.recalled === undefined && world.earlier !== undefined) return [];
  const unknown = ownObjects(seam).find((object) => !isKnown(world, object));
  return unknown === undefined
    ? []
    : violated('I2 nothing left', `${unknown.id} is at Seam, and the ledger does not know of it`);
}

function isKnown(world: World, object: SeamObject): boolean {
  const { ledger, life } = world.state;
  if (object.kind === 'enrollment') return true;
  // With a user goes whatever is on it.
  const ids = [object.id, object.userId];
  if (ledger.some((e) => ids.includes(e.id) && e.state !== 'removed')) return true;
  const here = ledger.filter((e) => isWhere(e, object));
  // The second proof, which is still to come, looks by the mark wherever anything was asked for.
  // An identity opens nothing, and the end looks for that of every guest.
  if (object.kind === 'identity') return ledger.some(({ scope }) => scope.of !== 'access');
  return life.phase === 'ending' ? here.length > 0 : here.some((e) => mayBe(world, e, object));
}

function mayBe(world: World, entry: LedgerEntry, { kind }: SeamObject): boolean {
  const { state, unconfirmedUntil } = entry;
  const isOfKind = entry.scope.of === 'sighting' || entry.kind === NAMES[kind];
  if (!isOfKind) return false;
  if (state === 'asked') return true;
  if (unconfirmedUntil === undefined) return false;
  if (Date.parse(unconfirmedUntil) > world.now) return true;
  // Once it can come late no more, somebody looks before the stay rests.
  const isAtRest = world.running.step.do === 'wait' && !isPaused(world) && !isBlocked(world);
  return state === 'live' && !isAtRest;
}

const NAMES: Readonly<Record<SeamObject['kind'], LedgerEntry['kind']>> = {
  identity: 'user-identity',
  enrollment: 'enrollment',
  user: 'access-user',
  credential: 'credential',
};

function isWhere({ scope }: LedgerEntry, { kind, guest, systemId }: SeamObject): boolean {
  if (kind === 'identity') return scope.of === 'guest' && scope.guest === guest;
  return systemOf(scope) === systemId;
}
