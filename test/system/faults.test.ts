import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { type Ground, type Lane, prepareGround } from '../faults/ground.ts';
import { planShort } from '../faults/plan-batches.ts';
import { recordSites } from '../faults/record-sites.ts';
import { runStaged } from '../faults/run-matrix.ts';

const WITHIN_MS = 600_000;

describe('a fault at a call to Seam', () => {
  let ground: Ground;
  let lane: Lane;

  beforeAll(async () => {
    ground = await prepareGround(inject('temporalAddress'));
    lane = await ground.lane();
  });

  afterAll(() => ground.close());

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
