import { statusOf } from '../../../src/stay/status-of.ts';
import type { Move } from '../world/moves.ts';
import type { World } from '../world/world.ts';

import { judgeAtRest } from './at-rest.ts';
import { judgeBeginning } from './beginning.ts';
import { judgeEnd } from './ending.ts';
import { judgeKnowing } from './knowing.ts';
import { judgeOrder } from './order.ts';
import { judgeVerdicts } from './verdicts.ts';
import { violated, type Violation } from './violation.ts';

const MOST_BYTES = 65_536;

/** Looks at a move and at the world after it. */
export function judge(before: World, move: Move, after: World): readonly Violation[] {
  return [
    ...judgeVerdicts(before, move, after),
    ...judgeOrder(before, move, after),
    ...judgeBeginning(before, after),
    ...judgeKnowing(after),
    ...judgeAtRest(after),
    ...judgeOthers(before, after),
    ...judgeEnd(after),
  ];
}

/** What somebody else made is as it was. */
function judgeOthers(before: World, after: World): readonly Violation[] {
  const others = before.seam.objects.filter((o) => o.isForeign);
  const touched = others.find((o) => !after.seam.objects.includes(o));
  return touched === undefined
    ? []
    : violated('I15 separate', `${touched.id} is somebody else’s, and was touched`);
}

/**
 * Whether a state is small enough to be carried over into another run, and can be shown to people. It
 * takes as long as a step, so that not every state is looked at.
 */
export function judgeState({ state, now }: World): readonly Violation[] {
  const size = JSON.stringify(state).length;
  if (size > MOST_BYTES) return violated('I11 bounded', `the state has ${size} characters`);
  const { phase } = statusOf(state, now);
  const isOver = phase === 'revoked' && state.life.phase !== 'ended';
  return isOver && state.life.phase !== 'superseded'
    ? violated('I7 honest end', `it says ${phase}, and it is ${state.life.phase}`)
    : [];
}
