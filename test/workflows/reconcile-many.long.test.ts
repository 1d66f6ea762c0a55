import { afterEach, expect, it } from 'vitest';

import { manyStays } from '../support/many-stays.ts';
import { startPasses, type Passes } from '../support/pass-scene.ts';

/** What a pass may cost a processor: 60 s for 50,000 open stays. */
const MOST_MS_A_STAY = 60_000 / 50_000;
const MOST_CHARACTERS = 1_000_000;

/** What does not fit into one message is written down and read by steps of its own. */
const kept = (count: number): number => (count < 6_000 ? 0 : 2);

let passes: Passes | undefined;
afterEach(() => passes?.stop());

it.each([1_500, 3_000, 10_000])(
  'asks none of %i stays of which nothing has changed',
  async (count) => {
    const house = manyStays(count);
    passes = await startPasses(house);
    house.remember(await passes.pass());
    expect(house.counts.asked).toBe(count);

    Object.assign(house.counts, { asked: 0, steps: 0 });
    const before = process.cpuUsage();
    const { woken, orphans, reported, unread } = await passes.pass();
    const { user, system } = process.cpuUsage(before);
    expect({ woken, orphans, reported, unread }).toEqual({
      ...{ woken: [], orphans: [], reported: [], unread: [] },
    });
    expect(house.counts.asked).toBe(0);
    // So many of Temporal's pages, and of Seam's, are read in one step.
    const [lists, shown] = [Math.ceil(count / 4_000), Math.ceil((2 * count) / 3_000)];
    expect(house.counts.steps).toBe(lists + shown + kept(count));
    expect((user + system) / 1_000).toBeLessThan(count * MOST_MS_A_STAY);
    expect(house.largest.message).toBeLessThan(MOST_CHARACTERS);
  },
  120_000,
);
