/**
 * Plays seeds on the simulator until one violates the invariant, and prints a {@link Hunted} as one
 * line of JSON: `hunt.ts stays|houses|told|keys|resets FIRST COUNT [INVARIANT]`. Without an invariant, a violation of any counts.
 */
import { useStandIns } from '../simulation/stand-ins.ts';
import { houseName } from '../simulation/world/generate-house.ts';
import { keyStoryName } from '../simulation/world/generate-keys.ts';
import { resetsName } from '../simulation/world/generate-resets.ts';
import { toldName } from '../simulation/world/generate-told.ts';

import type { Catch, Hunted } from './hunted.ts';

const [what, first = '0', count = '0', invariant] = process.argv.slice(2);

/** So many that some wait for others. */
const STAYS = 20;

useStandIns();
// Nobody reads the stacks of the many failures that are part of a story, and they take time.
Error.stackTraceLimit = 0;
const { play } = await import('../simulation/play.ts');

function storyOf(seed: number): string {
  if (what === 'told') return toldName(seed);
  if (what === 'keys') return keyStoryName(seed);
  if (what === 'resets') return resetsName(seed);
  return what === 'houses' ? houseName({ stays: STAYS, seed: String(seed) }) : String(seed);
}

async function hunt(from: number, most: number): Promise<Hunted> {
  let other: Catch | undefined;
  for (let seed = from; seed < from + most; seed += 1) {
    const found: readonly Catch[] = (await play(storyOf(seed))).violations.map((violation) => ({
      ...{ seed, invariant: violation.invariant, what: violation.what },
    }));
    const caught = found.find((each) => invariant === undefined || each.invariant === invariant);
    other ??= caught === undefined ? found[0] : undefined;
    if (caught !== undefined) {
      return { played: seed - from + 1, caught, ...(other && { other }) };
    }
  }
  return { played: most, ...(other && { other }) };
}

process.stdout.write(`${JSON.stringify(await hunt(Number(first), Number(count)))}\n`);
