import { expect, it } from 'vitest';

import { playEach } from './play-stories.ts';
import { toldFailure } from './report.ts';
import { resetsName } from './world/generate-resets.ts';

/** The seeds before it are played by resets.test.ts. */
const FIRST = 8;
const STORIES = 250;

it(
  'opens every door for its guest and for nobody else, in 250 stories more in which runs are reset',
  { timeout: 300_000 },
  async () => {
    const { stories, failures } = await playEach(STORIES, (index) => resetsName(FIRST + index), {});
    expect(failures.map(toldFailure)).toEqual([]);
    expect(stories).toBe(STORIES);
  },
);
