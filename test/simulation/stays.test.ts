import { expect, it } from 'vitest';

import { playEach } from './play-stories.ts';
import { toldFailure } from './report.ts';
import { KEY_STORIES, keyStoryName } from './world/generate-keys.ts';

const STAYS = 650;

// Failure rows: 1, 2, 3, 4, 8, 9, 11, 15, 16, 19, 20, 21, 22, 24, 25, 26, 27, 31, 32, 34, 35, 36, 37, 39, 51, 62, 64, 65, 77 (the simulator)
it('opens every door for its guest and for nobody else, in 650 stays under faults and crashes, and 60 whose keys are lost or changed', async () => {
  const storyAt = (index: number): string =>
    index < STAYS ? String(index) : keyStoryName(index - STAYS);
  const { stays, requests, faults, deeds, messages, failures } = await playEach(
    STAYS + KEY_STORIES,
    storyAt,
    {},
  );
  expect(failures.map(toldFailure)).toEqual([]);
  // A simulation in which little happens would find nothing either.
  expect(stays).toBe(STAYS + KEY_STORIES);
  expect(requests).toBeGreaterThan(50 * STAYS);
  expect(Math.min(...faults.values())).toBeGreaterThan(0);
  expect(deeds.size).toBe(7);
  expect(Math.min(...deeds.values())).toBeGreaterThan(10);
  for (const kind of ['reissue', 'hold', 'release', 'put of another guest', 'put that holds']) {
    expect(messages.get(`${kind} by update`)).toBeGreaterThan(10);
  }
  expect([...faults.values()].reduce((sum, times) => sum + times, 0)).toBeGreaterThan(10 * STAYS);
});
