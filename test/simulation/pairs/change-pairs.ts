import type { Says, Story } from '../world/story.ts';
import { momentAt, putOf, storyOf, wordsOf } from '../world/write-story.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const CHECK_IN = 2 * HOUR;
const CHECK_OUT = 8 * HOUR;
const QUIET_MS = 60 * SECOND;

/** Where a stay is booked, and where it moves to: within a system, and across two. */
const MOVES = [
  ['ks-pin', 'ks-pin-garden'],
  ['space', 'space-tower'],
  ['latch', 'latch-loft-2'],
  ['ks-mobile', 'space'],
] as const;

/** When the first of two changes is sent: in every step of the grant, asleep, around both ends, in every step of the end. */
const POINTS: readonly number[] = [
  ...[0, 20, 60, 120, 200, 300, 450, 700, 1_200].map((ms) => ms),
  ...[HOUR, CHECK_IN - SECOND, CHECK_IN + 30, CHECK_IN + 150, 5 * HOUR],
  ...[-SECOND, -20, 0, 30, 80, 150, 300, 600, 1_200].map((ms) => CHECK_OUT + ms),
  ...[QUIET_MS / 2, QUIET_MS + 200, QUIET_MS + MINUTE].map((ms) => CHECK_OUT + ms),
];

/** How long after the first the second one comes: in one breath, within a step, after it, when it is settled. */
const GAPS = [0, 40, 250, 1_500, 10 * MINUTE] as const;

const CHANGES = ['extend', 'shorten', 'move', 'cancel', 'put again'] as const;
type Change = (typeof CHANGES)[number];

/**
 * Every pair of changes of mind at every point of a stay's life, in every house. The gap between the
 * two is another one from story to story, so that each pair meets each gap at many points.
 */
export function changePairs(): readonly Story[] {
  const pairs = CHANGES.flatMap((first) => CHANGES.map((second) => [first, second] as const));
  return MOVES.flatMap(([home, other], house) =>
    POINTS.flatMap((point, at) =>
      pairs.map(([first, second], pair) => {
        const gap = GAPS[(house + at + pair) % GAPS.length] ?? 0;
        const name = `${first}, then ${second}, ${gap} ms later, at ${point} ms in ${home}`;
        const words = wordsOf([
          [0, putOf({ listingId: home, checkIn: CHECK_IN, checkOut: CHECK_OUT })],
          [point, saying(first, home, other, point)],
          [point + gap, saying(second, home, other, point + gap)],
        ]);
        return storyOf(name, words, { quietPeriodMs: QUIET_MS });
      }),
    ),
  );
}

function saying(change: Change, home: string, other: string, at: number): Says {
  switch (change) {
    case 'extend':
      return { kind: 'change', checkOut: momentAt(CHECK_OUT + 3 * HOUR) };
    case 'shorten':
      return { kind: 'change', checkOut: momentAt(CHECK_OUT - 2 * HOUR) };
    case 'move':
      return { kind: 'change', listingId: other };
    case 'cancel':
      return { kind: 'cancel' };
    case 'put again': {
      const checkOut = Math.max(CHECK_OUT, at) + HOUR;
      return putOf({ listingId: home, checkIn: CHECK_IN, checkOut });
    }
  }
}
