import { describe, expect, it } from 'vitest';

import {
  at,
  change,
  CHECK_OUT,
  DURING,
  failed,
  granted,
  HOUR_MS,
  MINUTE_MS,
  told,
  type Answers,
} from '../support/stay-values.ts';
import {
  AT_FIRST,
  EVENING,
  held,
  inTheGarden,
  LATER,
  livesIn,
  minuteOf,
  PIN,
  PIN_IN_GARDEN,
  SOON,
  THEN,
  USER,
  USER_IN_GARDEN,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

const LONGER = change({ checkOut: LATER });

describe('a longer stay, while the lock of the room before holds the key', () => {
  it('is for the room that the guest is in, and not for the one that they left', () => {
    const lock = held([USER, PIN]);
    const users: unknown[] = [];
    const { state, steps } = liveUntil(told(inTheGarden(lock), SOON, LONGER), THEN, {
      ...lock,
      moveWindow: (step) => {
        if (step.do === 'moveWindow') users.push(step.input.userId);
        return step.key.includes(' site ') ? failed() : undefined;
      },
    });
    expect(livesIn(state)).toEqual(['site', 'garden']);
    expect(users).toEqual(['access-user-2']);
    expect(minuteOf(steps, 'moveWindow')).toBeLessThan(15);
  });

  it('is for the room before, too, once the guest has moved back there', () => {
    const lock = held([USER, PIN]);
    const back = told(inTheGarden(lock), SOON, change({ listingId: 'canal-1' }));
    const there = liveUntil(back, THEN, lock).state;
    expect(livesIn(there)).toEqual(['site']);
    const times = { from: EVENING, to: EVENING + HOUR_MS };
    const { steps } = liveUntil(told(there, EVENING, LONGER), times, lock);
    expect(minuteOf(steps, 'moveWindow')).toBeLessThan(15);
  });

  it('is shown to be at risk, although the room before shuts only later', () => {
    const lock = held([USER, PIN]);
    const soon = new Date(SOON + 30 * MINUTE_MS).toISOString();
    // The check-out is moved up with the move, and Seam takes that for the new room alone.
    const moved = change({ listingId: 'garden-1', checkOut: soon });
    const fails = (system: string): Answers => ({
      ...lock,
      moveWindow: (step) => (step.key.includes(` ${system} `) ? failed() : undefined),
    });
    const there = liveUntil(told(granted(), DURING, moved), AT_FIRST, fails('site')).state;
    expect(livesIn(there)).toEqual(['site', 'garden']);
    const times = { from: SOON, to: SOON + 25 * MINUTE_MS };
    const { state } = liveUntil(told(there, SOON, LONGER), times, fails('garden'));
    expect(state.problems.extension?.type).toBe('ExtensionAtRisk');
  });
});

describe('a longer stay of which Seam hears late', () => {
  it('is told before the old check-out, although the locks of two rooms that the guest left hold keys', () => {
    const lock = held([USER, PIN, USER_IN_GARDEN, PIN_IN_GARDEN]);
    const now = at(CHECK_OUT, -25 * MINUTE_MS);
    const [first, second] = [now - 4 * HOUR_MS, now - 3 * HOUR_MS];
    const garden = told(granted(), first, change({ listingId: 'garden-1' }));
    const there = liveUntil(garden, { from: first, to: second }, lock).state;
    const mobile = told(there, second, change({ listingId: 'mobile-1' }));
    const third = liveUntil(mobile, { from: second, to: now }, lock).state;
    const times = { from: now, to: now + HOUR_MS };
    const back = now + 8 * MINUTE_MS;
    const { steps } = liveUntil(told(third, now, LONGER), times, {
      ...lock,
      moveWindow: (_step, when) => (when < back ? failed() : undefined),
    });
    expect(minuteOf(steps, 'moveWindow')).toBeLessThan(25);
  });
});

describe('a longer stay, in the middle of a move', () => {
  const systems = { new: 'garden', old: 'site' } as const;
  const unseen: Answers = { confirmAccess: () => failed() };

  it.each([
    ['new', 5, 'old'],
    ['old', 15, 'new'],
  ] as const)(
    'is told to Seam of the %s room within %i minutes, although not of the %s one',
    (...row) => {
      const [its, minutes, other] = row;
      const moved = told(granted(), DURING, change({ listingId: 'garden-1' }));
      const there = liveUntil(moved, AT_FIRST, unseen).state;
      expect(livesIn(there)).toEqual(['site', 'garden']);
      const { steps } = liveUntil(told(there, SOON, LONGER), THEN, {
        ...unseen,
        moveWindow: (step) => (step.key.includes(` ${systems[other]} `) ? failed() : undefined),
      });
      const keys = steps.map(([key]) => key).filter((key) => key.startsWith('moveWindow'));
      expect(keys).toEqual([expect.stringContaining(` ${systems[its]} `)]);
      expect(minuteOf(steps, 'moveWindow')).toBeLessThan(minutes);
    },
  );
});
