/** A source of random numbers that a seed repeats. */
export interface Dice {
  /** From `least` to `most`, both included where they are whole. */
  between(least: number, most: number): number;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** True with this probability. */
  chance(probability: number): boolean;
}

/** Dice by the mulberry32 generator. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + fraction() * (most - least);
  return {
    between,
    pick: <T>(items: readonly [T, ...T[]]): T =>
      items[Math.floor(fraction() * items.length)] ?? items[0],
    chance: (probability) => fraction() < probability,
  };
}
