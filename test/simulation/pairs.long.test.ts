import { expect, it } from 'vitest';

import { changePairs } from './pairs/change-pairs.ts';
import { playStories } from './play-stories.ts';
import { toldFailure } from './report.ts';

it(
  'follows the last of two changes of mind in the other fifteen sixteenths of the pairs, too',
  { timeout: 600_000 },
  async () => {
    const stories = changePairs().filter((_, index) => index % 16 !== 0);
    const { stays, failures } = await playStories(stories);
    expect(failures.map(toldFailure)).toEqual([]);
    expect(stays).toBe(stories.length);
  },
);
