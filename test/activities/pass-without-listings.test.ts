import { expect, it } from 'vitest';

import { createRunSteps, type StayRuns } from '../../activities/index.ts';

const memory = {
  ...{ known: {}, shown: {}, beside: {}, doors: {} },
  ...{ fading: [], systems: { 'site-ks': 12 }, credentials: {}, turn: 0, more: 0 },
};
const last = { memory, run: { workflowId: 'pass', runId: 'last' } };

it('begins a pass with what the one before knew, while the listings file cannot be used', async () => {
  const runs: Partial<StayRuns> = {
    lastMemory: async () => last,
    page: async () => ({ runs: [] }),
  };
  const steps = createRunSteps({
    ...{ runs: runs as StayRuns, clock: Date.now, quietPeriodMs: 0 },
    listings: () => Promise.reject(new Error('a comma too many')),
  });
  // The access systems of before are read all the same, and what nobody looks after is ended.
  expect(await steps.recallPass({ hasMemory: false })).toEqual({ systemIds: [], runs: [], last });
});
