import { describe, expect, it } from 'vitest';

import { createRunSteps, type StayRuns } from '../../activities/index.ts';

const memory = {
  ...{ known: {}, shown: {}, beside: {}, doors: {} },
  ...{ fading: [], systems: { 'site-ks': 12 }, credentials: {}, turn: 0, more: 0 },
};
const last = { memory, run: { workflowId: 'pass', runId: 'last' } };

const NOW = Date.parse('2031-05-05T09:00:00Z');

/** What a pass begins with. */
async function recall(means: Partial<Parameters<typeof createRunSteps>[0]>) {
  const runs: Partial<StayRuns> = {
    lastMemory: async () => last,
    page: async () => ({ runs: [] }),
  };
  const steps = createRunSteps({
    ...{ runs: runs as StayRuns, clock: () => NOW, quietPeriodMs: 600_000 },
    listings: async () => new Map(),
    ...means,
  });
  return steps.recallPass({ hasMemory: false });
}

describe('a pass begins', () => {
  it('with what the one before knew, while the listings file cannot be used', async () => {
    const listings = () => Promise.reject(new Error('a comma too many'));
    // The access systems of before are read all the same, and what nobody looks after is ended.
    expect(await recall({ listings })).toMatchObject({ systemIds: [], runs: [], last });
  });

  it.each([
    ['five minutes', 600_000, 300_000],
    ['ten quiet periods, where those are shorter', 1_000, 10_000],
  ])('with whose check-out was %s ago', async (_what, quietPeriodMs, overdueAfterMs) => {
    // A moment would be one of this worker's clock, and a guest might be shut out before the check-out.
    expect(await recall({ quietPeriodMs })).toMatchObject({ overdueAfterMs });
  });
});
