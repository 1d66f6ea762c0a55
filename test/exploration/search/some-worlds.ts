import { alphabetFor } from '../world/alphabet.ts';
import { play } from '../world/moves.ts';
import { possibleMoves } from '../world/possible-moves.ts';
import { TRAITS, type Trait } from '../world/traits.ts';
import { begun, type World } from '../world/world.ts';

/** So much more than can happen in one stay. */
const ENOUGH = { requests: 100, faults: 100 };
/** Else it is a request or a fault: a stay must also come to its end. */
const SHARE_OF_WELL = 0.6;

/** Worlds of stays of every recipe, to which anything happens: the same ones every time. */
export function someWorlds(stays: number, moves: number): readonly World[] {
  const draw = numbersFrom(1);
  return TRAITS.flatMap((trait) =>
    Array.from({ length: stays }).flatMap(() => someStay(trait, moves, draw)),
  );
}

function someStay(trait: Trait, moves: number, draw: () => number): readonly World[] {
  const requests = alphabetFor(1);
  let world = begun(trait);
  const worlds = [world];
  for (let at = 0; at < moves; at += 1) {
    const possible = possibleMoves(world, requests, ENOUGH);
    const drawn = draw() < SHARE_OF_WELL ? 0 : Math.floor(draw() * possible.length);
    const next = possible[drawn];
    if (next === undefined) break;
    world = play(world, next.move);
    worlds.push(world);
  }
  return worlds;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
