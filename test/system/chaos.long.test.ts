import { describe, expect, inject, it } from 'vitest';

import { runChaos } from '../faults/chaos/run-chaos.ts';

const SECOND = 1_000;
const WITHIN_MS = 600 * SECOND;

describe('when processes die', () => {
  // Failure rows: 1, 4, 8, 9, 32, 40, 52, 63 (process death, on the real server)
  it(
    'every stay ends, no door stays open and no word is lost, whoever dies when',
    async () => {
      const { wrongs, happened, figures } = await runChaos({
        program: inject('program'),
        seed: 7,
        stays: 24,
        bookedEvery: 0.4 * SECOND,
        lengths: { least: 30 * SECOND, most: 40 * SECOND },
        workers: 2,
        calendar: {
          workerKilledEvery: 9 * SECOND,
          temporalKilledEvery: 28 * SECOND,
          temporalAwayFor: 2 * SECOND,
          workerFrozenEvery: 40 * SECOND,
          workerFrozenFor: 17 * SECOND,
          seamAwayEvery: 18 * SECOND,
          seamAwayFor: 4 * SECOND,
        },
        onProgress: () => {},
      });

      expect(wrongs).toEqual([]);
      expect(happened.workerKills).toBeGreaterThan(1);
      expect(happened.temporalKills).toBeGreaterThan(0);
      expect(happened.freezes).toBeGreaterThan(0);
      // On a busy machine a worker is killed again soon after it has started; but many guests get in.
      expect(figures.refused + figures.neverOpened).toBeLessThan(figures.stays / 2);
      expect(figures.checkInsWithoutSeam).toBeGreaterThan(0);
      expect(figures.checkOutsWithoutSeam).toBeGreaterThan(0);
    },
    WITHIN_MS,
  );
});
