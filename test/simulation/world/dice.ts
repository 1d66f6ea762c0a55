import { nextFraction, randomStream, type RandomStream } from '../../../sandbox/random.ts';

/** Chance that repeats itself: the same seed and the same questions give the same answers. */
export class Dice {
  readonly #seed: string;
  readonly #stream: RandomStream;

  constructor(seed: string) {
    this.#seed = seed;
    this.#stream = randomStream(seed);
  }

  /** Dice of their own for one purpose: what is asked of them changes no other answers. */
  for(purpose: string): Dice {
    return new Dice(`${this.#seed} ${purpose}`);
  }

  chance(probability: number): boolean {
    return nextFraction(this.#stream) < probability;
  }

  /** A number from `least` up to, but without, `most`. */
  between(least: number, most: number): number {
    return least + nextFraction(this.#stream) * (most - least);
  }

  /** A whole number from `least` up to and with `most`. */
  whole(least: number, most: number): number {
    return Math.floor(this.between(least, most + 1));
  }

  pick<T>(list: readonly T[]): T {
    const picked = list[this.whole(0, list.length - 1)];
    if (picked === undefined) throw new RangeError('nothing to pick from');
    return picked;
  }

  /** Some of a list, at least one, in the list's order. */
  some<T>(list: readonly T[], probability = 0.5): readonly T[] {
    const some = list.filter(() => this.chance(probability));
    return some.length > 0 ? some : [this.pick(list)];
  }

  /** The same things in another order. */
  shuffled<T>(list: readonly T[]): readonly T[] {
    return list
      .map((item) => ({ item, place: nextFraction(this.#stream) }))
      .toSorted((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }
}
