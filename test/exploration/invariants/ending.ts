import { findObject, ownObjects, type SeamObject } from '../seam/objects.ts';
import { QUIET_MS } from '../world/listings.ts';
import type { World } from '../world/world.ts';

import { violated, type Violation } from './violation.ts';

/** What must hold when a run is about to close. */
export function judgeEnd(world: World): readonly Violation[] {
  const { running, state, seam } = world;
  const { step } = running;
  if (step.do !== 'finish' && step.do !== 'fail') return [];
  const [open] = state.requests.open;
  if (open !== undefined)
    return violated('I5 no lost word', `the run closes, and ${open.kind} has no verdict`);
  // Whoever put it is told of an earlier run's status, and what that left is that run's.
  if (state.life.phase === 'superseded') return [];
  // An enrollment stays with an identity that is somebody else's.
  // An identity that a terminated run asked for in its last seconds opens no door, and the reconciler's next pass finds it.
  const isForNextPass = ({ kind, isUntold }: SeamObject): boolean =>
    state.orphan !== undefined && kind === 'identity' && isUntold === 'late';
  const left = ownObjects(seam).find(
    (o) => !findObject(seam, o.identityId)?.isForeign && !isForNextPass(o),
  );
  if (left !== undefined) return violated('I2 nothing left', `${left.id} is left at the end`);
  if (seam.late.length > 0)
    return violated('I2 nothing left', 'a create may still be carried out after the end');
  return judgeProofs(world);
}

function judgeProofs({ state, seam, witness }: World): readonly Violation[] {
  const { life } = state;
  if (life.phase !== 'ended' || witness.hasCreated !== true) return [];
  const { firstProofAt, provenAt } = life;
  if (firstProofAt === undefined || provenAt === undefined)
    return violated('I7 honest end', 'it ends without two proofs, and something was created');
  if (witness.provenAt === undefined || firstProofAt < witness.provenAt)
    return violated('I7 honest end', 'its first proof does not count any more, or never was');
  const since = Math.max(firstProofAt, seam.lastSentAt ?? 0);
  return provenAt - since < QUIET_MS
    ? violated('I7 honest end', `its second proof is ${provenAt - since} ms after the first`)
    : [];
}
