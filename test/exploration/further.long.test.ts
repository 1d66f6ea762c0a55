import { describe, expect, it } from 'vitest';

import { storyOf } from './report.ts';
import { Explorer } from './search/explorer.ts';
import { TRAITS } from './world/traits.ts';

/** For each recipe and budget. Neither is complete in any time that a test may take: they go on from what is nearest. */
const SECONDS = 10;

const BUDGETS = [
  { requests: 2, faults: 2 },
  { requests: 3, faults: 1 },
];

describe.each(BUDGETS)('what $requests requests and $faults faults come to', (budget) => {
  it.each(TRAITS)('keeps every promise at $recipe, as far as it is followed', (trait) => {
    const explored = new Explorer(trait, { ...budget, seconds: SECONDS }).explore();
    expect(explored.findings.map(storyOf).join('\n')).toBe('');
    expect(explored.states).toBeGreaterThan(1_000);
  });
});
