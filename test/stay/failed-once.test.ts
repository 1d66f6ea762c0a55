import { describe, expect, it } from 'vitest';

import {
  BEFORE,
  BEN,
  change,
  CHECK,
  DURING,
  failed,
  granted,
  HOLD,
  HOUR_MS,
  INTERRUPTED,
  MINUTE_MS,
  outcomeOf,
  play,
  put,
  refusedAtFirst,
  REISSUE,
  taken,
  told,
  type Answers,
} from '../support/stay-values.ts';
import {
  AT_FIRST,
  EVENING,
  held,
  inTheGarden,
  LATER,
  LETS_GO,
  liveIds,
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

describe('the next guest, while a lock holds the user and the PIN of the guest before', () => {
  const back = BEFORE + 15 * MINUTE_MS;
  const replaced = told(granted(), BEFORE, put({ guest: BEN }, { revision: 2 }));
  const hours = { from: BEFORE, to: BEFORE + 8 * HOUR_MS };

  it('gets a user soon after Seam can make one, although that failed once', () => {
    const { steps } = liveUntil(replaced, hours, {
      ...held([USER, PIN]),
      addAccessUser: (_step, now) => (now < back ? failed() : undefined),
    });
    expect(minuteOf(steps, 'addAccessUser')).toBeLessThan(60);
    expect(minuteOf(steps, 'confirmAccess')).toBeLessThan(60);
  });

  it('has their access looked at soon after Seam shows it, although a look failed once', () => {
    const { steps } = liveUntil(replaced, hours, {
      ...held([USER, PIN]),
      confirmAccess: (_step, now) => (now < back ? failed() : undefined),
    });
    expect(minuteOf(steps, 'confirmAccess')).toBeLessThan(60);
  });

  it('stays longer, although Seam could not be told of that at first', () => {
    const lock = held([USER, PIN]);
    const during = told(granted(), DURING, put({ guest: BEN }, { revision: 2 }));
    const there = liveUntil(during, AT_FIRST, lock).state;
    const longer = told(there, SOON, put({ guest: BEN, checkOut: LATER }, { revision: 3 }));
    const { steps } = liveUntil(longer, THEN, {
      ...lock,
      moveWindow: (_step, now) => (now < SOON + 10 * MINUTE_MS ? failed() : undefined),
    });
    expect(minuteOf(steps, 'moveWindow')).toBeLessThan(60);
  });
});

describe('a guest who moves next door while the answer about their PIN is on its way', () => {
  it('has the PIN looked for once it can come late no more, although the new door’s group is refused', () => {
    let booked = told(undefined, BEFORE, put({}, { revision: 1 }));
    for (const outcome of [undefined, undefined, undefined, INTERRUPTED])
      booked = taken(booked, BEFORE, outcome);
    const { state } = liveUntil(
      told(booked, BEFORE, change({ listingId: 'canal-2' })),
      { from: BEFORE, to: BEFORE + HOUR_MS },
      { joinAccessGroups: () => refusedAtFirst() },
    );
    expect(liveIds(state, 'credential')).toEqual(['credential-1']);
    expect(state.problems.refusal?.type).toBe('SeamRejected');
  });
});

describe('a room that a guest has left, and whose lock held the PIN', () => {
  it('is tried again, although the new room’s lock holds two PINs for ever', () => {
    const site = held([USER, PIN], LETS_GO);
    const answers: Answers = {
      ...site,
      removeCredential: (step, now) =>
        ['credential-2', 'credential-3'].some((id) => id === step.input)
          ? failed('RemovalNotDone')
          : site.removeCredential?.(step, now),
    };
    const [first, second] = [DURING + 5 * MINUTE_MS, DURING + 10 * MINUTE_MS];
    let state = told(granted(), DURING, change({ listingId: 'garden-1' }));
    ({ state } = liveUntil(state, { from: DURING, to: first }, answers));
    ({ state } = liveUntil(told(state, first, REISSUE), { from: first, to: second }, answers));
    const asked = told(state, second, REISSUE);
    ({ state } = liveUntil(asked, { from: second, to: EVENING }, answers));
    expect(liveIds(state, 'credential')).toEqual(['credential-2', 'credential-3', 'credential-4']);
    expect(livesIn(state)).toEqual(['garden']);
  });
});

describe('a hold, which Seam could not carry out at first', () => {
  const inOneRoom = [USER, PIN];
  const inTwoRooms = [...inOneRoom, USER_IN_GARDEN, PIN_IN_GARDEN];

  it.each([
    ['one room', inOneRoom, []],
    ['two rooms', inTwoRooms, ['mobile-1']],
  ] as const)(
    'shuts the door soon after, although the locks of %s that the guest left hold keys',
    (_rooms, objects, more) => {
      const lock = held(objects);
      let state = inTheGarden(lock);
      let now = SOON;
      for (const listingId of more) {
        const times = { from: now, to: now + 3 * HOUR_MS };
        ({ state } = liveUntil(told(state, now, change({ listingId })), times, lock));
        now = times.to;
      }
      const back = now + 2 * MINUTE_MS;
      const times = { from: now, to: now + 3 * HOUR_MS };
      const { steps } = liveUntil(told(state, now, HOLD), times, {
        ...lock,
        suspendAccess: (_step, at) => (at < back ? failed() : undefined),
      });
      expect(minuteOf(steps, 'suspendAccess')).toBeLessThan(5);
    },
  );
});

describe('a guest who moves to another building, while Seam does not show the access in the old one,', () => {
  it('is let in there at once, and told so', () => {
    const asked = told(granted(), DURING, CHECK);
    const fails: Answers = { confirmAccess: () => failed() };
    const unseen = liveUntil(asked, { from: DURING, to: SOON }, fails).state;
    expect(Object.values(unseen.tries).some(({ notBefore }) => notBefore > SOON)).toBe(true);
    const { state } = play(told(unseen, SOON, change({ listingId: 'garden-1' })), SOON);
    expect(outcomeOf(state, state.requests.received)).toBe('applied');
  });
});

describe('a new PIN', () => {
  it('is there within a quarter of an hour, beside a door that cannot be joined', () => {
    const asked = told(granted(), DURING, change({ listingId: 'canal-2' }), REISSUE);
    const times = { from: DURING, to: EVENING };
    const { steps } = liveUntil(asked, times, { joinAccessGroups: () => failed() });
    expect(minuteOf(steps, 'issueCredential')).toBeLessThan(15);
  });
});
