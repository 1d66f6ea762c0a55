import { play } from '../world/moves.ts';
import { wellMove } from '../world/possible-moves.ts';
import type { World } from '../world/world.ts';

import { digestOf, type Telling } from './digest.ts';

/** A world, and the number by which it is known where nothing goes wrong any more. */
export interface Place {
  readonly world: World;
  readonly hash: number;
  /** What follows where all is well, once somebody has looked: the explorer comes there next, and must not play it twice. */
  next?: Place;
}

/** Knows worlds again. */
export class Places {
  private readonly telling: Telling;

  constructor(telling: Telling = 'what matters') {
    this.telling = telling;
  }

  of(world: World): Place {
    return { world, hash: digestOf(world, false, this.telling) };
  }

  /** The number by which a place is known where something may go wrong yet. */
  hashWithFaults({ world }: Place): number {
    return digestOf(world, true, this.telling);
  }

  /** The place after the move that a world makes where all is well; undefined once the run closes. */
  after(place: Place): Place | undefined {
    if (place.next !== undefined) return place.next;
    const move = wellMove(place.world);
    if (move === undefined) return undefined;
    place.next = this.of(play(place.world, move));
    return place.next;
  }
}
