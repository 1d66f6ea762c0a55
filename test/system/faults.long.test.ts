import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { planShort } from '../faults/plan-batches.ts';
import { recordSites } from '../faults/record-sites.ts';
import { runStaged } from '../faults/run-matrix.ts';
import { type Setup, type Lane, setUp } from '../faults/setup.ts';

const WITHIN_MS = 600_000;

describe('a fault at a call to Seam', () => {
  let setup: Setup;
  let lane: Lane;

  beforeAll(async () => {
    setup = await setUp(inject('temporalAddress'));
    lane = await setup.lane();
  });

  afterAll(() => setup.close());

  // Failure rows: 1, 2, 5, 10 (the matrix of faults, on the real server)
  it(
    'keeps nobody out and leaves no door open, whichever call it strikes',
    async () => {
      const cells = planShort(await recordSites(lane));
      expect(cells.length).toBeGreaterThan(40);

      const results = await runStaged(lane, cells, 'fault');

      expect(results.filter(({ passed }) => !passed)).toEqual([]);
    },
    WITHIN_MS,
  );
});
