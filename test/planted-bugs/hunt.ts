/**
 * Plays seeds on the simulator until one violates the invariant, and prints a {@link Hunted} as one
 * line of JSON: `hunt.ts FIRST COUNT [INVARIANT]`. Without an invariant, a violation of any counts.
 */
import { useStandIns } from '../simulation/stand-ins.ts';

import type { Catch, Hunted } from './hunted.ts';

const [first = '0', count = '0', invariant] = process.argv.slice(2);

useStandIns();
// Nobody reads the stacks of the many failures that are part of a story, and they take time.
Error.stackTraceLimit = 0;
const { play } = await import('../simulation/play.ts');

async function hunt(from: number, most: number): Promise<Hunted> {
  let other: Catch | undefined;
  for (let seed = from; seed < from + most; seed += 1) {
    const found: readonly Catch[] = (await play(String(seed))).violations.map((violation) => ({
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
