import { expect, it } from 'vitest';

import { playEach } from './play-stories.ts';
import { toldFailure } from './report.ts';
import { KEY_STORIES, keyStoryName } from './world/generate-keys.ts';

const STAYS = 600;

it(
  'shuts every door, and opens none to a stranger, in 600 stays more whose keys are lost or changed',
  { timeout: 300_000 },
  async () => {
    const storyAt = (index: number): string => keyStoryName(KEY_STORIES + index);
    const { stays, failures } = await playEach(STAYS, storyAt, {});
    expect(failures.map(toldFailure)).toEqual([]);
    expect(stays).toBe(STAYS);
  },
);
