import { violated, type Violation } from '../invariants/violation.ts';
import { heal } from '../world/tampering.ts';

import type { Place, Places } from './places.ts';
import type { Seen } from './seen.ts';

/** No stay of the explorer takes so many steps to its end. */
const MOST_STEPS = 400;

/** Nor so many in a row between two waits. */
const MOST_WITHOUT_WAIT = 60;

/** Whether every stay ends once all is well: steps succeed, time passes, and nobody asks for anything. */
export class Liveness {
  private readonly seen: Seen;
  private readonly places: Places;

  constructor(seen: Seen, places: Places) {
    this.seen = seen;
    this.places = places;
  }

  judge(place: Place): readonly Violation[] {
    const { world, hash } = place;
    const way = [hash];
    let at = world.seam.objects.some((o) => o.isSuspendedByStaff)
      ? this.places.of(heal(world))
      : place;
    let withoutWait = 0;
    for (let steps = 0; steps < MOST_STEPS; steps += 1) {
      withoutWait = at.world.running.step.do === 'wait' ? 0 : withoutWait + 1;
      if (withoutWait > MOST_WITHOUT_WAIT)
        return violated('I11 bounded', `it takes ${withoutWait} steps in a row without a pause`);
      const next = this.places.after(at);
      if (next === undefined || this.seen.doesEnd(next.hash)) {
        for (const each of way) this.seen.noteEnds(each);
        return [];
      }
      way.push(next.hash);
      at = next;
    }
    const { step } = at.world.running;
    return violated(
      'I12 not stuck',
      `all is well, and after ${MOST_STEPS} steps it has not ended: it does ${step.do}`,
    );
  }
}
