import { expect, it } from 'vitest';

import { TRAITS } from '../world/traits.ts';

import { playPaths } from './playing-paths.ts';

/** Other paths than those of `on-sandbox.test.ts`, with more that happens in each. */
const SEEDS = { from: 10_000, count: 150 };

it.each(TRAITS)('longer paths leave the same objects at the sandbox, at $recipe', async (trait) => {
  const played = await playPaths(trait, { requests: 4, faults: 3 }, SEEDS);
  expect(played.differing.join('\n\n')).toBe('');
});
