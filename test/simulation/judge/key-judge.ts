import type { World } from '../world/world.ts';

import { openDoors } from './at-seam.ts';
import type { Belongings } from './belongings.ts';
import type { Intent } from './intent.ts';
import type { Findings } from './violation.ts';

const MINUTE = 60_000;
/** A pass asks a stay from five minutes after its closing on. */
const ASKED_AFTER_MS = 6 * MINUTE;
/** And has ended its access so long after, with the queue and the steps of a pass in it. */
const SHUT_WITHIN_MS = 8 * MINUTE;

/** Looks after each pass, where a key may be lost: I1, a stay that cannot be read does not keep its doors open past a pass. */
export function judgePasses(
  world: World,
  belongings: Belongings,
  intents: ReadonlyMap<string, Intent>,
  findings: Findings,
): void {
  const { story, time } = world;
  if (story.keys === undefined) return;
  for (const pass of story.passes ?? []) {
    const passAt = story.beginsAt + pass;
    time.at(passAt + SHUT_WITHIN_MS, () => {
      const open = openDoors(world.workspace(), belongings);
      for (const [stay, { current }] of intents) {
        if (current === undefined || current.closesAt > passAt - ASKED_AFTER_MS) continue;
        if ((open.get(stay)?.size ?? 0) === 0) continue;
        findings.add('I1 no stranger', stay, 'a pass has left its doors open past its check-out');
      }
    });
  }
}
