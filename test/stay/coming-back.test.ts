import { describe, expect, it } from 'vitest';

import {
  ALL_WELL,
  BEFORE,
  change,
  CHECK,
  done,
  DURING,
  failed,
  granted,
  liveOf,
  MINUTE_MS,
  play,
  put,
  REISSUE,
  told,
  type Answers,
} from '../support/stay-values.ts';
import {
  AT_FIRST,
  AT_LATCH,
  EVENING,
  held,
  LETS_GO,
  liveIds,
  livesIn,
  PIN,
  SOON,
  THEN,
  USER,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

describe('a guest who comes back to a room whose lock held their PIN', () => {
  it('gets in with it, while the new one that they asked for cannot be had there', () => {
    const lock: Answers = {
      ...held([USER, PIN], LETS_GO),
      issueCredential: (step) => (step.key.includes(' site ') ? failed() : undefined),
    };
    const [away, back] = [DURING + 5 * MINUTE_MS, SOON + 5 * MINUTE_MS];
    let state = told(granted(), DURING, REISSUE);
    ({ state } = liveUntil(state, { from: DURING, to: away }, lock));
    state = told(state, away, change({ listingId: 'garden-1' }));
    ({ state } = liveUntil(state, { from: away, to: back }, lock));
    expect(livesIn(state)).toEqual(['site', 'garden']);
    state = told(state, back, change({ listingId: 'canal-1' }));
    ({ state } = liveUntil(state, { from: back, to: EVENING }, lock));
    expect(liveIds(state, 'credential')).toContain(PIN.id);
  });
});

describe('a guest who has another access to the same doors, and loses it while there is no other,', () => {
  it('gets in with the PIN from before the mobile key', () => {
    const lock = held([USER, PIN], LETS_GO);
    const mobile = told(granted(), DURING, change({ listingId: 'mobile-1' }));
    const { state } = liveUntil(mobile, AT_FIRST, lock);
    const user = liveOf(state, 'access-user');
    expect(user.id).not.toBe(USER.id);
    const { state: lost } = liveUntil(told(state, SOON, CHECK), THEN, {
      ...lock,
      addAccessUser: () => failed(),
      confirmAccess: (step) =>
        step.do === 'confirmAccess' && step.input.userId === user.id
          ? done({ ...ALL_WELL, gone: [user.id] })
          : undefined,
    });
    expect(liveIds(lost, 'access-user')).toEqual([USER.id]);
    expect(liveIds(lost, 'credential')).toContain(PIN.id);
  });

  it('gets in with the key of the check-in before, at Latch', () => {
    const objects = [PIN, USER].map((one) => ({ ...one, systemId: 'latch' }));
    const lock = { ...held(objects, LETS_GO), ...AT_LATCH };
    const booked = told(undefined, BEFORE, put({}, { revision: 1 }));
    const first = play(booked, BEFORE, lock).state;
    const moved = told(first, DURING, change({ checkIn: '2027-03-01T14:30:00.000Z' }));
    const second = liveUntil(moved, AT_FIRST, lock).state;
    expect(liveIds(second, 'credential')).toEqual([PIN.id, 'credential-2']);
    const { state } = liveUntil(told(second, SOON, CHECK), THEN, {
      ...lock,
      issueCredential: () => failed(),
      confirmAccess: (step) =>
        step.do === 'confirmAccess' && step.input.credentialId === 'credential-2'
          ? done({ ...ALL_WELL, groupIds: [], gone: ['credential-2'] })
          : undefined,
    });
    expect(liveIds(state, 'credential')).toEqual([PIN.id]);
  });
});
