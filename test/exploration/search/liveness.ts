import { violated, type Violation } from '../invariants/violation.ts';
import { play } from '../world/moves.ts';
import { wellMove } from '../world/possible-moves.ts';
import { heal } from '../world/tampering.ts';
import type { World } from '../world/world.ts';

import { canonicalOf, hashOf } from './canonical.ts';

/** No stay of the explorer takes so many steps to its end. */
const MOST_STEPS = 400;

/** Whether every stay ends once all is well: steps succeed, time passes, and nobody asks for anything. */
export class Liveness {
  /** Worlds from which there is a way to the end, by their hash. */
  private readonly ends = new Set<number>();

  judge(world: World, hash: number): readonly Violation[] {
    const way: number[] = [];
    let at = world.seam.objects.some((o) => o.isSuspendedByStaff) ? heal(world) : world;
    let here = hash;
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      const move = wellMove(at);
      if (move === undefined || this.ends.has(here)) {
        for (const each of way) this.ends.add(each);
        this.ends.add(here);
        return [];
      }
      way.push(here);
      at = play(at, move);
      here = hashOf(canonicalOf(at));
    }
    const { step } = at.running;
    return violated(
      'I12 not stuck',
      `all is well, and after ${MOST_STEPS} steps it has not ended: it does ${step.do}`,
    );
  }
}
