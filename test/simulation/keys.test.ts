import { describe, expect, it } from 'vitest';

import { play } from './play.ts';
import type { Ending } from './run-story.ts';
import {
  KEY_FATES,
  KEY_STORIES,
  keyFateOf,
  keyStoryCalled,
  keyStoryName,
} from './world/generate-keys.ts';
import type { Keys, Ring } from './world/keys.ts';
import type { Says, Story, Word } from './world/story.ts';
import { momentAt, putOf, storyOf } from './world/write-story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CHECK_OUT = 6 * HOUR;

describe('stories of keys', () => {
  it('are made up with every fate that keys can have', () => {
    const fates = Array.from({ length: KEY_STORIES }, (_, seed) =>
      keyStoryCalled(keyStoryName(seed)),
    );
    for (const fate of KEY_FATES) {
      const count = fates.filter((story) => story && keyFateOf(story) === fate).length;
      expect(count, fate).toBeGreaterThan(5);
    }
  });
});

/** Where nothing but a revocation shuts the door. */
const BOOKED = putOf({ listingId: 'space', checkIn: HOUR, checkOut: CHECK_OUT });

/** Plays a stay that is booked, and what is said later, each as a signal. */
async function tell(
  keys: Keys,
  said: readonly (readonly [at: number, says: Says])[],
  more: Partial<Story> = {},
): Promise<Ending> {
  const words = [[0, BOOKED] as const, ...said].map(([at, says], nth): Word => {
    const commandId = `c-${nth}`;
    return { at, says, commandId, reservationId: 'R-1', via: nth === 0 ? 'update' : 'signal' };
  });
  const conditions = more.conditions ?? {};
  return play({ ...storyOf('keys', words, { conditions }), ...more, keys }, true);
}

const [A]: readonly [Ring] = [{ at: 0, keys: ['A'] }];
const toldIn = ({ trace }: Ending, words: string): boolean =>
  trace.some((line) => line.includes(words));
/** When a run closed, in milliseconds from the beginning. */
const closed = ({ closedAt, story }: Ending, workflowId: string): number =>
  (closedAt.get(workflowId) ?? Number.NaN) - story.beginsAt;

describe('a key that is lost before a check-out, and found hours after it', () => {
  // Failure rows: 58
  it('keeps no door open: a pass of the reconciler shuts it, and the stay proves it in the end', async () => {
    const lost = 5 * HOUR;
    const found = 9 * HOUR;
    const worker = [A, { at: lost, keys: ['B'] }, { at: found, keys: ['B', 'A'] }] as const;
    const { conditions } = storyOf('', []);
    const ending = await tell({ worker, backend: [A] }, [], {
      passes: [CHECK_OUT + 10 * MINUTE],
      conditions: { ...conditions, workerDeaths: [{ from: lost, to: lost + 1_000 }] },
    });
    expect(ending.violations).toEqual([]);
    expect(toldIn(ending, 'R-1 waits for its key')).toBe(true);
    expect(closed(ending, 'close:R-1')).toBeLessThan(CHECK_OUT + 20 * MINUTE);
    expect(closed(ending, 'stay:R-1')).toBeGreaterThan(found);
  });
});

describe('a backend that encrypts under a key which no worker has', () => {
  const ahead = { worker: [A], backend: [A, { at: 2 * HOUR, keys: ['B', 'A'] }] } as const;

  // Failure rows: 56
  it('cancels a stay all the same, by the name of its message', async () => {
    const ending = await tell(ahead, [[3 * HOUR, { kind: 'cancel' }]]);
    expect(ending.violations).toEqual([]);
    expect(closed(ending, 'stay:R-1')).toBeLessThan(4 * HOUR);
  });

  it('changes nothing by what cannot be read, and the stay ends as booked', async () => {
    const later = { kind: 'change', checkOut: momentAt(CHECK_OUT + HOUR) } as const;
    const ending = await tell(ahead, [[3 * HOUR, later]]);
    expect(ending.violations).toEqual([]);
    expect(toldIn(ending, 'A signal was not taken')).toBe(true);
    expect(closed(ending, 'stay:R-1')).toBeLessThan(CHECK_OUT + HOUR);
  });
});

describe('a key that another one follows in the middle of a stay', () => {
  const second = { at: 2 * HOUR, keys: ['A', 'B'] } as const;
  const current = { at: 3 * HOUR, keys: ['B', 'A'] } as const;
  const moved = { kind: 'change', listingId: 'space-tower' } as const;

  // Failure rows: 57
  it('is missed by nobody where both are known before the new one is used', async () => {
    const rings = [A, second, current] as const;
    const ending = await tell({ worker: rings, backend: rings }, [[4 * HOUR, moved]]);
    expect(ending.violations).toEqual([]);
    expect(toldIn(ending, 'waits for its key')).toBe(false);
    expect(toldIn(ending, 'A signal was not taken')).toBe(false);
  });

  it('has a stay wait for the worker that knows it, where another does not yet', async () => {
    const worker = [A, current] as const;
    const older = { from: current.at, to: CHECK_OUT + HOUR, keys: ['A'] } as const;
    const ending = await tell({ worker, older, backend: [A] }, [[4 * HOUR, moved]]);
    expect(ending.violations).toEqual([]);
    expect(toldIn(ending, 'R-1 waits for its key')).toBe(true);
    expect(closed(ending, 'stay:R-1')).toBeLessThan(CHECK_OUT + HOUR);
  });
});
