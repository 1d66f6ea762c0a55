import type { Hunted } from './hunted.ts';
import type { PlantedBug } from './planted-bug.ts';
import { ProductCopy } from './product-copy.ts';
import { runHunt } from './run-hunt.ts';
import { runStory } from './run-story.ts';

/** Bugs hunted at a time. */
const LANES = 2;

/** Houses that are played without a bug, beside the seeds. */
const CONTROL_HOUSES = 30;

/** What came of hunting one bug. */
export interface Outcome {
  readonly bug: PlantedBug;
  readonly seconds: number;
  readonly hunted: Hunted;
}

export interface HuntOptions {
  /** The most seeds that are played for a bug. */
  readonly seeds: number;
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Plants each bug in a copy of its own of the product in `base`, and hunts it. */
export async function huntAll(
  base: string,
  bugs: readonly PlantedBug[],
  options: HuntOptions,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = [...bugs];
  const lane = async (): Promise<void> => {
    for (let bug = waiting.shift(); bug !== undefined; bug = waiting.shift()) {
      const outcome = await hunt(base, bug, options);
      outcomes.push(outcome);
      options.onOutcome(outcome);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return outcomes.toSorted((a, b) => bugs.indexOf(a.bug) - bugs.indexOf(b.bug));
}

/** Plays seeds with the product as it is, which must violate nothing. */
export async function huntNothing(
  base: string,
  { seeds, signal }: Pick<HuntOptions, 'seeds' | 'signal'>,
): Promise<Hunted> {
  const half = Math.ceil(seeds / LANES);
  const parts = Array.from({ length: LANES }, (_, lane) =>
    runHunt(base, { first: lane * half, count: Math.min(half, seeds - lane * half), signal }),
  );
  const all = await Promise.all(parts);
  all.push(await runHunt(base, { first: 0, count: CONTROL_HOUSES, inHouses: true, signal }));
  const caught = all.find((part) => part.caught !== undefined)?.caught;
  return {
    played: all.reduce((sum, { played }) => sum + played, 0),
    ...(caught && { caught }),
  };
}

async function hunt(
  base: string,
  bug: PlantedBug,
  { seeds, signal }: HuntOptions,
): Promise<Outcome> {
  const began = performance.now();
  await using copy = await ProductCopy.of(base);
  await copy.plant(bug);
  const { caughtBy: invariant, byStory: title } = bug;
  const { inHouses = false, isTold = false, withKeys = false, withResets = false } = bug;
  const kind = { inHouses, isTold, withKeys, withResets };
  const wanted = { first: 0, count: seeds, invariant, ...kind, signal };
  const hunted =
    title === undefined
      ? await runHunt(copy.folder, wanted)
      : await runStory(copy.folder, { title, invariant, signal });
  return { bug, seconds: (performance.now() - began) / 1_000, hunted };
}
