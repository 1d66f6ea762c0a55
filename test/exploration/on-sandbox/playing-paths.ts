import { linesOf } from '../story.ts';
import type { Budget } from '../world/possible-moves.ts';
import type { Trait } from '../world/traits.ts';

import { differencesOf } from './comparing.ts';
import { pathOf, type Played } from './sample.ts';
import { StayOnSandbox } from './stay-on-sandbox.ts';
import { NoEquivalent, type Unlike } from './unlike.ts';

/** What came of paths that were played against the sandbox. */
export interface PlayedPaths {
  /** Where the sandbox came to something else: the story, and in what they differ. */
  readonly differing: readonly string[];
  /** Paths that were left there, because the sandbox has nothing like the next move. */
  readonly left: Partial<Record<Unlike, number>>;
  readonly moves: number;
}

/** Plays so many paths of a recipe, of those seeds on. */
export async function playPaths(
  trait: Trait,
  budget: Budget,
  { from = 0, count }: { readonly from?: number; readonly count: number },
): Promise<PlayedPaths> {
  const differing: string[] = [];
  const left: Partial<Record<Unlike, number>> = {};
  let moves = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const path = pathOf(trait, budget, `${seed}`);
    const { at, differences, unlike } = await playPath(path);
    moves += at;
    if (unlike !== undefined) left[unlike] = (left[unlike] ?? 0) + 1;
    if (differences.length === 0) continue;
    const story = linesOf(path.slice(0, at + 1).map(({ move }) => move));
    differing.push([`${trait.recipe}, seed ${seed}`, story, ...differences].join('\n'));
  }
  return { differing, left, moves };
}

interface End {
  /** So many moves were the same. */
  readonly at: number;
  readonly differences: readonly string[];
  readonly unlike?: Unlike;
}

/** Plays a path until the sandbox comes to something else, or has nothing like the next move. */
export async function playPath(path: readonly Played[]): Promise<End> {
  const [first] = path;
  if (first === undefined) return { at: 0, differences: [] };
  const stay = new StayOnSandbox(first.before);
  for (const [at, played] of path.entries()) {
    try {
      await stay.play(played);
    } catch (error) {
      if (error instanceof NoEquivalent) return { at, differences: [], unlike: error.unlike };
      throw error;
    }
    const differences = differencesOf(played.after, stay);
    if (differences.length > 0) return { at, differences };
  }
  return { at: path.length, differences: [] };
}
