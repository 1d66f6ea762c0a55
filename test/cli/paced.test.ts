import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import { describe, expect, it } from 'vitest';

import { paced } from '../../src/cli/paced.ts';

const numbers = Array.from({ length: 12 }, (_, nth) => nth);

describe('many pieces of work after each other', () => {
  it('are all done, in their order, and not sooner than so many a second', async () => {
    const done: number[] = [];
    const before = performance.now();
    await paced(numbers, async (number) => void done.push(number), { perSecond: 50, atOnce: 4 });
    expect(done).toEqual(numbers);
    // Eleven pauses of 20 ms; a timer may ring a millisecond early.
    expect(performance.now() - before).toBeGreaterThanOrEqual(11 * 19);
  });

  it('are as many at once as they may be, and not more', async () => {
    let [underWay, most] = [0, 0];
    const work = async (): Promise<void> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await delay(100);
      underWay -= 1;
    };
    await paced(numbers, work, { perSecond: 1_000, atOnce: 5 });
    expect(most).toBe(5);
    expect(underWay).toBe(0);
  });

  it('stop with the first that fails, once those that are under way are over', async () => {
    const events: string[] = [];
    const release = Promise.withResolvers<undefined>();
    const work = async (number: number): Promise<void> => {
      events.push(`begun ${number}`);
      if (number === 2) throw new Error('away');
      await release.promise;
      events.push(`over ${number}`);
    };
    const all = paced(numbers, work, { perSecond: 1_000, atOnce: 5 }).catch((error: unknown) => {
      events.push(String(error));
    });
    await expect.poll(() => events).toContain('begun 2');
    release.resolve(undefined);
    await all;
    expect(events).toEqual(['begun 0', 'begun 1', 'begun 2', 'over 0', 'over 1', 'Error: away']);
  });
});
