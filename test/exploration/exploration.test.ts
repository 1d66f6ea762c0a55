import { describe, expect, it } from 'vitest';

import { storyOf } from './report.ts';
import { Explorer } from './search/explorer.ts';
import { TRAITS } from './world/traits.ts';

/** For each recipe, so that all of them take 20 seconds. */
const SECONDS = 4;

describe('every state that a stay can reach', () => {
  it.each(TRAITS)('at $recipe keeps every promise', (trait) => {
    const explored = new Explorer(trait, { requests: 1, faults: 1, seconds: SECONDS }).explore();
    expect(explored.findings.map(storyOf).join('\n')).toBe('');
    expect(explored.states).toBeGreaterThan(100);
  });
});
