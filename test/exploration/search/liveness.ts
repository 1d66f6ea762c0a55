import { violated, type Violation } from '../invariants/violation.ts';
import { play } from '../world/moves.ts';
import { wellMove } from '../world/possible-moves.ts';
import { heal } from '../world/tampering.ts';
import type { World } from '../world/world.ts';

import { canonicalOf } from './canonical.ts';
import { hashOf } from './hash.ts';
import type { Seen } from './seen.ts';

/** No stay of the explorer takes so many steps to its end. */
const MOST_STEPS = 400;

/** Nor so many in a row between two waits. */
const MOST_WITHOUT_WAIT = 60;

/** A world, and the hash by which it is known. */
export interface Hashed {
  readonly world: World;
  readonly hash: number;
}

/** What follows where all is well: the explorer comes to the same world next, and must not play it twice. */
const SUCCESSORS = new WeakMap<World, Hashed>();

/** The world with its hash. */
export function hashed(world: World): Hashed {
  return { world, hash: hashOf(canonicalOf(world)) };
}

/** The world after the move that it makes where all is well; undefined once the run closes. */
export function successorOf(world: World): Hashed | undefined {
  const known = SUCCESSORS.get(world);
  if (known !== undefined) return known;
  const move = wellMove(world);
  if (move === undefined) return undefined;
  const successor = hashed(play(world, move));
  SUCCESSORS.set(world, successor);
  return successor;
}

/** Whether every stay ends once all is well: steps succeed, time passes, and nobody asks for anything. */
export class Liveness {
  private readonly seen: Seen;

  constructor(seen: Seen) {
    this.seen = seen;
  }

  judge({ world, hash }: Hashed): readonly Violation[] {
    const way = [hash];
    let at = world.seam.objects.some((o) => o.isSuspendedByStaff) ? heal(world) : world;
    let withoutWait = 0;
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      withoutWait = at.running.step.do === 'wait' ? 0 : withoutWait + 1;
      if (withoutWait > MOST_WITHOUT_WAIT)
        return violated('I11 bounded', `it takes ${withoutWait} steps in a row without a pause`);
      const next = successorOf(at);
      if (next === undefined || this.seen.doesEnd(next.hash)) {
        for (const each of way) this.seen.noteEnds(each);
        return [];
      }
      way.push(next.hash);
      at = next.world;
    }
    const { step } = at.running;
    return violated(
      'I12 not stuck',
      `all is well, and after ${MOST_STEPS} steps it has not ended: it does ${step.do}`,
    );
  }
}
