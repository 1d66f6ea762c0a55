import { describe, expect, it } from 'vitest';

import { changePairs } from './pairs/change-pairs.ts';
import { faultPairs, storyOfPair } from './pairs/fault-pairs.ts';
import { playStories } from './play-stories.ts';
import { play } from './play.ts';
import { toldFailure } from './report.ts';

/** Of the pairs of faults, one of so many is played here; `npm run simulate -- --pairs faults` plays all. */
const ONE_OF = 181;

describe('a stay', () => {
  it('follows the last of two changes of mind, whichever they are and whenever they come', async () => {
    // The others are played by pairs.long.test.ts.
    const stories = changePairs().filter((_, index) => index % 16 === 0);
    const { stays, failures } = await playStories(stories);
    expect(failures.map(toldFailure)).toEqual([]);
    expect(stays).toBe(stories.length);
    expect(new Set(stories.map(({ seed }) => seed)).size).toBe(stories.length);
  });

  it('comes through two faults in a row, wherever they strike', async () => {
    const pairs = await faultPairs(play);
    const stories = pairs.filter((_, index) => index % ONE_OF === 0).map(storyOfPair);
    const { stays, struckTwice, failures } = await playStories(stories);
    expect(failures.map(toldFailure)).toEqual([]);
    expect(stays).toBe(stories.length);
    // What is asked again after a fault that was none to the step, for example a slow answer, is asked only once.
    expect(struckTwice).toBeGreaterThan(0.7 * stays);
  });
});
