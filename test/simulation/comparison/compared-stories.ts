import type { Says, Story, Strike } from '../world/story.ts';
import { momentAt, putOf, storyOf, wordsOf } from '../world/write-story.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const CHECK_IN = 2 * HOUR;
const CHECK_OUT = 8 * HOUR;

/** A story that is lived twice: on the simulator and on the time-skipping server. */
export interface ComparedStory {
  readonly name: string;
  readonly listingId: string;
  /** What is said after the put, and how long after it; milliseconds. */
  readonly changes?: readonly (readonly [at: number, says: (beginsAt: number) => Says])[];
  readonly strikes?: readonly Strike[];
}

/** Extends the stay by an hour. */
const extend = (beginsAt: number): Says => ({
  kind: 'change',
  checkOut: momentAt(CHECK_OUT + HOUR, beginsAt),
});

export const COMPARED_STORIES: readonly ComparedStory[] = [
  { name: 'a PIN at Salto KS', listingId: 'ks-pin' },
  { name: 'a mobile key at Salto KS', listingId: 'ks-mobile' },
  { name: 'a mobile key at Salto KS, with enrollment', listingId: 'ks-enrolled' },
  { name: 'a mobile key at Salto Space', listingId: 'space' },
  { name: 'a mobile key at Latch', listingId: 'latch' },
  { name: 'a guest stays longer', listingId: 'ks-pin', changes: [[5 * HOUR, extend]] },
  {
    name: 'a guest changes rooms',
    listingId: 'ks-pin',
    changes: [[HOUR, () => ({ kind: 'change', listingId: 'ks-pin-garden' })]],
  },
  {
    name: 'a guest cancels',
    listingId: 'ks-mobile',
    changes: [[HOUR, () => ({ kind: 'cancel' })]],
  },
  {
    name: 'Seam fails twice to make the user',
    listingId: 'ks-pin',
    strikes: [
      { route: '/acs/users/create', nth: 1, outcome: '500' },
      { route: '/acs/users/create', nth: 2, outcome: '503-html' },
    ],
  },
  {
    name: 'the answer about the new key is lost',
    listingId: 'ks-mobile',
    strikes: [{ route: '/acs/credentials/create', nth: 1, outcome: 'reset-after' }],
  },
  {
    name: 'Seam asks to slow down while the doors are given',
    listingId: 'ks-pin',
    strikes: [{ route: '/acs/users/add_to_access_group', nth: 1, outcome: '429', retryAfter: 2 }],
  },
  {
    name: 'the removal is refused, and its answer is lost the next time',
    listingId: 'latch',
    strikes: [
      { route: '/acs/users/delete', nth: 1, outcome: 'reset-before' },
      { route: '/acs/users/delete', nth: 2, outcome: 'reset-after' },
    ],
  },
];

/** A compared story that begins at that epoch millisecond. */
export function told(
  { name, listingId, changes = [], strikes = [] }: ComparedStory,
  beginsAt: number,
): Story {
  const window = { listingId, checkIn: CHECK_IN, checkOut: CHECK_OUT };
  const words = wordsOf([
    [0, putOf(window, beginsAt)],
    ...changes.map(([at, says]) => [at, says(beginsAt)] as const),
  ]);
  const conditions = { strikes, isHouseEmpty: true, wireMs: 5, lateTimersMs: 2 };
  return storyOf(name, words, { conditions, quietPeriodMs: 10 * MINUTE, beginsAt });
}
