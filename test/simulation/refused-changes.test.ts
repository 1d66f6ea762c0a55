import { describe, expect, it } from 'vitest';

import { play } from './play.ts';
import type { Ending } from './run-story.ts';
import type { Says, Conditions } from './world/story.ts';
import { momentAt, putOf, storyOf, wordsOf } from './world/write-story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Booked for two hours from now until eight; then it is told the rest. */
async function tell(
  rest: readonly (readonly [number, Says])[],
  conditions: Partial<Conditions> = {},
): Promise<Ending> {
  const put = putOf({ listingId: 'ks-pin', checkIn: 2 * HOUR, checkOut: 8 * HOUR });
  const story = storyOf('a refused change', wordsOf([[0, put], ...rest]), { conditions });
  return play(story, true);
}

/** Every judge looks: a refused change leaves the doors that it found. */
function expectRefused({ violations, trace }: Ending, type: string): void {
  expect(violations).toEqual([]);
  expect(trace.some((line) => line.includes(`{"refused":{"type":"${type}"`))).toBe(true);
}

describe('a move to a listing that nobody knows', () => {
  it('leaves the guest in the room that the stay has moved to', async () => {
    const moves: readonly (readonly [number, Says])[] = [
      [3 * HOUR, { kind: 'change', listingId: 'latch' }],
      [4 * HOUR, { kind: 'change', listingId: 'nowhere' }],
    ];
    expectRefused(await tell(moves), 'UnknownListing');
  });

  it('leaves the guest in the booked room if nothing has been planned since', async () => {
    const moves: readonly (readonly [number, Says])[] = [
      [MINUTE, { kind: 'change', listingId: 'latch' }],
      [2 * MINUTE, { kind: 'change', listingId: 'nowhere' }],
    ];
    const outages = [{ from: 0, to: HOUR }];
    expectRefused(await tell(moves, { outages }), 'UnknownListing');
  });
});

describe('a move to a listing that nobody knows, while the move before it is being planned', () => {
  it('leaves the guest where the doors said last, whenever it comes', async () => {
    const moments = Array.from({ length: 40 }, (_, nth) => 3 * HOUR + 5 * nth);
    for (const at of moments) {
      const { violations } = await tell([
        [3 * HOUR, { kind: 'change', listingId: 'latch' }],
        [at, { kind: 'change', listingId: 'nowhere' }],
      ]);
      expect(violations, `${at - 3 * HOUR} ms later`).toEqual([]);
    }
  });
});

describe('a put, and a move to a listing that nobody knows in one breath with it', () => {
  it('puts the guest into the room of the put', async () => {
    const put = putOf({ listingId: 'latch', checkIn: 2 * HOUR, checkOut: 8 * HOUR });
    const words: readonly (readonly [number, Says])[] = [
      [3 * HOUR, put],
      [3 * HOUR + MINUTE, { kind: 'change', listingId: 'nowhere' }],
    ];
    const workerDeaths = [{ from: 3 * HOUR - MINUTE, to: 3 * HOUR + 5 * MINUTE }];
    const ending = await tell(words, { workerDeaths });
    expectRefused(ending, 'UnknownListing');
    expect(ending.trace.some((line) => line.includes('"listingId":"latch"'))).toBe(true);
  });
});

describe('two puts before anybody has planned', () => {
  const workerDeaths = [{ from: 0, to: 4 * HOUR }];
  const put = (checkIn: number, checkOut: number): Says =>
    putOf({ listingId: 'ks-pin', checkIn, checkOut });

  it('open nothing once the check-out of the second is past', async () => {
    const ending = await tell([[MINUTE, put(2 * HOUR, 3 * HOUR)]], { workerDeaths });
    expectRefused(ending, 'CheckOutPast');
    expect(ending.requests).toBe(0);
  });

  it.each([
    ['with another check-in', 3 * HOUR],
    ['with the same check-in', 2 * HOUR],
  ])('open by the first if the second, %s, can be no stay', async (_what, checkIn) => {
    const ending = await tell([[MINUTE, put(checkIn, HOUR)]], { workerDeaths });
    expectRefused(ending, 'CheckOutNotAfterCheckIn');
    expect(ending.trace.some((line) => line.includes('R-1 is open'))).toBe(true);
  });
});

describe('a put that is older than the cancellation which ended the stay', () => {
  it('opens nothing, though a newer change comes in one breath with it', async () => {
    const put = putOf({ listingId: 'ks-pin', checkIn: 2 * HOUR, checkOut: 8 * HOUR });
    const later: Says = { kind: 'change', checkIn: momentAt(3 * HOUR) };
    const revisions = [1, 4, 3, 5];
    const words = wordsOf([
      [0, put],
      [MINUTE, { kind: 'cancel' }],
      [HOUR, put],
      [HOUR + 1, later],
    ]).map((word, nth) => ({ ...word, revision: revisions[nth] ?? 0 }));
    const workerDeaths = [{ from: HOUR - MINUTE, to: HOUR + 2_000 }];
    const { violations, trace } = await play(
      storyOf('an old put', words, { conditions: { workerDeaths } }),
      true,
    );
    expect(violations).toEqual([]);
    expect(trace.filter((line) => line.includes('/acs/users/create'))).toHaveLength(1);
  });
});

describe('a stay that would end before it begins', () => {
  it.each([
    ['by one word', [[3 * HOUR, { kind: 'change', checkIn: momentAt(9 * HOUR) }]]],
    [
      'by two words together',
      [
        [3 * HOUR, { kind: 'change', checkOut: momentAt(5 * HOUR) }],
        [3 * HOUR + MINUTE, { kind: 'change', checkIn: momentAt(6 * HOUR) }],
      ],
    ],
  ] as const)('keeps its window: %s', async (_, words) => {
    const workerDeaths = [{ from: 3 * HOUR - MINUTE, to: 3 * HOUR + 5 * MINUTE }];
    expectRefused(await tell(words, { workerDeaths }), 'CheckOutNotAfterCheckIn');
  });
});
