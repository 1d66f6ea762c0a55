import { describe, expect, it } from 'vitest';

import { StoryJudge } from './judge/story-judge.ts';
import { play } from './play.ts';
import { settled } from './temporal/virtual-time.ts';
import { generateStory } from './world/generate-story.ts';
import { buildWorld } from './world/world.ts';
import { putOf, storyOf, wordsOf } from './world/write-story.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const SEEDS = Array.from({ length: 200 }, (_, seed) => String(seed));

describe('a made-up story in which lists lag', () => {
  it('has them 1 to 20 seconds behind, and is the same story otherwise', () => {
    const lags = SEEDS.map((seed) => {
      const { listsLagS = 0, ...conditions } = generateStory(seed, {
        hasListsLag: true,
      }).conditions;
      expect(conditions).toEqual(generateStory(seed, { hasListsLag: false }).conditions);
      return listsLagS;
    });
    expect([Math.min(...lags), Math.max(...lags)]).toEqual([1, 20]);
    expect(new Set(lags).size).toBe(20);
    expect(lags.every((lag) => Number.isInteger(lag))).toBe(true);
  });

  it('has them behind by less than the quiet period', () => {
    const stories = SEEDS.map((seed) => generateStory(seed, { hasListsLag: true }));
    for (const { quietPeriodMs, conditions } of stories) {
      expect((conditions.listsLagS ?? 0) * SECOND).toBeLessThan(quietPeriodMs);
    }
  });

  it('is one of twenty', () => {
    const lagging = SEEDS.filter((seed) => generateStory(seed).conditions.listsLagS !== undefined);
    expect(lagging.length).toBeGreaterThan(SEEDS.length / 40);
    expect(lagging.length).toBeLessThan(SEEDS.length / 10);
  });
});

describe('a world in which lists lag by 5 seconds', () => {
  const put = putOf({ listingId: 'ks-pin', checkIn: HOUR, checkOut: 30 * HOUR });
  const conditions = { listsLagS: 5, isHouseEmpty: true };

  it('shows a user in lists 5 seconds after it can be got', async () => {
    const story = storyOf('a new user', [], { conditions });
    const world = buildWorld(story, { workflows: {} }, (built) => new StoryJudge(built));
    const { time, reader, sandbox } = world;
    const call = { deadline: Number.POSITIVE_INFINITY };
    const [system] = world.workspace().systems.values();
    const systemId = system?.id ?? '';
    const isSeen: boolean[] = [];
    time.after(SECOND, () => {
      sandbox.handle({
        method: 'POST',
        path: '/acs/users/create',
        body: { acs_system_id: systemId, full_name: 'Ada Guest' },
        authorization: 'Bearer seam_simulation',
      });
    });
    for (const at of [4, 7]) {
      time.after(at * SECOND, () => {
        void reader
          .findUsers({ systemId }, call)
          .then(({ items }) => isSeen.push(items.length > 0));
        return settled();
      });
    }
    await time.run(() => false);
    expect(world.workspace().users.size).toBe(1);
    expect(isSeen).toEqual([false, true]);
  });

  it('lets a guest in and out all the same, while nothing else goes wrong', async () => {
    const { violations, requests } = await play(
      storyOf('a plain stay', wordsOf([[0, put]]), { conditions }),
    );
    expect(violations).toEqual([]);
    expect(requests).toBeGreaterThan(10);
  });
});
