import { nextFraction, randomStream, type RandomStream } from '../../../sandbox/random.ts';
import { alphabetFor } from '../world/alphabet.ts';
import { play, type Move } from '../world/moves.ts';
import {
  budgetAfter,
  possibleMoves,
  wellMove,
  type Budget,
  type PossibleMove,
} from '../world/possible-moves.ts';
import type { Trait } from '../world/traits.ts';
import { begun, type World } from '../world/world.ts';

/** A move of a path, with the worlds before and after it. */
export interface Played {
  readonly move: Move;
  readonly before: World;
  readonly after: World;
}

/** How often something happens where something may: most paths have spent what they may before they end. */
const DISTURBED = 0.15;
const OTHERWISE = 0.15;
const CARRIED_OUT = 0.4;
/** No stay takes so many moves. */
const MOST_MOVES = 400;

/** One of the ways through the exploration, from the first put to the end; the same for the same seed. */
export function pathOf(trait: Trait, budget: Budget, seed: string): readonly Played[] {
  const dice = randomStream(`path ${trait.recipe} ${seed}`);
  const path: Played[] = [];
  let left = budget;
  let before = begun(trait);
  while (path.length < MOST_MOVES) {
    const next = chosen(before, left, dice);
    if (next === undefined) return path;
    const after = play(before, next.move);
    path.push({ move: next.move, before, after });
    left = budgetAfter(left, next) ?? left;
    before = after;
  }
  return path;
}

function chosen(world: World, left: Budget, dice: RandomStream): PossibleMove | undefined {
  const all = possibleMoves(world, alphabetFor(0), left);
  const anyOf = (costs: (move: PossibleMove) => boolean): PossibleMove | undefined => {
    const some = all.filter(costs);
    return some[Math.floor(nextFraction(dice) * some.length)];
  };
  const late = anyOf(({ move }) => move.does === 'commitsLate');
  if (late !== undefined && nextFraction(dice) < CARRIED_OUT) return late;
  const cost = nextFraction(dice) < 0.5 ? 'a request' : 'a fault';
  const costly = anyOf(({ costs }) => costs === cost);
  const free = anyOf(({ costs }) => costs !== 'a request' && costs !== 'a fault');
  const luck = nextFraction(dice);
  if (luck < DISTURBED && costly !== undefined) return costly;
  if (luck > 1 - OTHERWISE) return free;
  const move = wellMove(world);
  return move && { move, costs: 'nothing' };
}
