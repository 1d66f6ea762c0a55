import { describe, expect, it } from 'vitest';

import { traitOf } from '../world/traits.ts';

import type { Telling } from './digest.ts';
import { Explorer } from './explorer.ts';

/** Those with the fewest states: `salto-ks-mobile-enrolled` has twice as many. */
const RECIPES = ['salto-ks-pin', 'latch-mobile'];

/** Each of two explorations; a slow machine needs most of it. */
const SECONDS = 250;
const TIMEOUT_MS = 2 * SECONDS * 1_000 + 60_000;

describe('an exploration that leaves out what nobody can see', () => {
  it.each(RECIPES)(
    'gives the same verdicts at %s as one that leaves out nothing',
    { timeout: TIMEOUT_MS },
    (recipe) => {
      const trait = traitOf(recipe);
      const explore = (telling: Telling) =>
        new Explorer(trait, { requests: 1, faults: 1, seconds: SECONDS, telling }).explore();
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
