import { describe, expect, it } from 'vitest';

import { traitOf } from '../world/traits.ts';

import type { Telling } from './digest.ts';
import { Explorer } from './explorer.ts';

/** With a fault at the recipe that has the fewest states: with all that is told apart then, another has up to three times as many. */
const EXPLORED = [
  { recipe: 'salto-ks-pin', faults: 0 },
  { recipe: 'latch-mobile', faults: 1 },
] as const;

/** Each of two explorations; a slow machine needs most of it. */
const SECONDS = 250;
const TIMEOUT_MS = 2 * SECONDS * 1_000 + 60_000;

describe('an exploration that leaves out what nobody can see', () => {
  it.each(EXPLORED)(
    'gives the same verdicts at $recipe as one that leaves out nothing',
    { timeout: TIMEOUT_MS },
    ({ recipe, faults }) => {
      const trait = traitOf(recipe);
      const explore = (telling: Telling) =>
        new Explorer(trait, { requests: 1, faults, seconds: SECONDS, telling }).explore();
      const [reduced, whole] = [explore('what matters'), explore('everything')];
      expect([reduced.isComplete, whole.isComplete]).toEqual([true, true]);
      expect(reduced.verdicts).toEqual(whole.verdicts);
      expect(reduced.findings.map(({ what }) => what)).toEqual(
        whole.findings.map(({ what }) => what),
      );
      expect(reduced.states).toBeLessThan(whole.states);
    },
  );
});
