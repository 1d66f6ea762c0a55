import { describe, expect, it } from 'vitest';

import type { Remain } from '../../src/stay/remains.ts';
import {
  BEN,
  change,
  done,
  DURING,
  failed,
  granted,
  HOLD,
  HOUR_MS,
  MINUTE_MS,
  outcomeOf,
  planOf,
  put,
  refusedFor,
  REISSUE,
  told,
  type Answers,
} from '../support/stay-values.ts';
import {
  AT_FIRST,
  EVENING,
  held,
  inTheGarden,
  LATER,
  liveIds,
  livesIn,
  PIN,
  SOON,
  THEN,
  USER,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

/** What was granted is there, and no look shows it. */
const UNSEEN: Answers = { confirmAccess: () => failed() };

/** A run before was stopped from outside, and what it left cannot be looked for. */
function unlooked(): Answers {
  return {
    planStay: (step) =>
      step.do === 'planStay'
        ? done({
            plan: planOf(step.input),
            leftIn: ['site'],
            left: { userIds: [USER.id], namedByGuideIn: [] },
          })
        : undefined,
    proveAbsence: () => failed(),
  };
}

describe('whoever asks for a new PIN', () => {
  it('is told that it is there, although the lock of the room before holds a user and a PIN', () => {
    const lock = held([USER, PIN]);
    const { state } = liveUntil(told(inTheGarden(lock), SOON, REISSUE), THEN, lock);
    expect(liveIds(state, 'credential')).toEqual(['credential-1', 'credential-3']);
    expect(outcomeOf(state, 3)).toBe('applied');
  });

  it('is told so of the first one that the next guest has, although the user of the guest before does not go', () => {
    const lock = held([USER]);
    const replaced = told(granted(), DURING, put({ guest: BEN }, { revision: 2 }));
    const there = liveUntil(replaced, AT_FIRST, { ...lock, ...UNSEEN }).state;
    const { state } = liveUntil(told(there, SOON, REISSUE), THEN, lock);
    expect(outcomeOf(state, 3)).toBe('applied');
  });

  it('is told so of the first one, which nobody had seen yet, although a later check-out is refused', () => {
    const booked = told(undefined, DURING, put({}, { revision: 1 }));
    const there = liveUntil(booked, AT_FIRST, UNSEEN).state;
    const asked = told(there, SOON, REISSUE, change({ checkOut: LATER }));
    const { state } = liveUntil(asked, THEN, { moveWindow: () => refusedFor() });
    expect(state.access.credentialId).toBe('credential-1');
    expect(outcomeOf(state, 2)).toBe('applied');
  });

  it('is not told that the old one is gone, while it opens the room that the guest has left', () => {
    const none: Answers = { issueCredential: () => failed() };
    const asked = liveUntil(told(granted(), DURING, REISSUE), AT_FIRST, none).state;
    const now = SOON + 2 * MINUTE_MS;
    const moved = told(asked, SOON, change({ listingId: 'garden-1' }));
    // In the new room the guest has a new PIN, which nobody sees before the next request comes.
    const there = liveUntil(moved, { from: SOON, to: now }, UNSEEN).state;
    const longer = told(there, now, change({ checkOut: LATER }));
    const refused: Answers = { moveWindow: () => refusedFor() };
    const { state } = liveUntil(longer, { from: now, to: EVENING }, refused);
    expect(livesIn(state)).toEqual(['site', 'garden']);
    expect(outcomeOf(state, 2)).not.toBe('applied');
  });

  it('is not told that the old one is gone, before anybody has looked what a run that was stopped from outside has left', () => {
    const answers: Answers = { ...unlooked(), moveWindow: () => refusedFor() };
    const booked = told(undefined, DURING, put({}, { revision: 1 }), REISSUE);
    const begun = liveUntil(booked, { from: DURING, to: SOON }, answers).state;
    expect(liveIds(begun, 'credential')).toHaveLength(1);
    const { state } = liveUntil(told(begun, SOON, change({ checkOut: LATER })), THEN, answers);
    expect(outcomeOf(state, 2)).not.toBe('applied');
  });

  it('is not told that the old one is gone, while it opens although the next guest is there', () => {
    const wait = failed('SeamRateLimited', 300_000);
    const answers: Answers = {
      ...held([USER, PIN]),
      removeCredential: (step) => (step.input === PIN.id ? wait : undefined),
      removeAccessUser: (step) => (step.input === USER.id ? wait : undefined),
    };
    const asked = liveUntil(told(granted(), DURING, REISSUE), AT_FIRST, answers).state;
    expect(liveIds(asked, 'credential')).toEqual(['credential-1', 'credential-2']);
    const replaced = told(asked, SOON, put({ guest: BEN }, { revision: 2 }));
    const { state } = liveUntil(replaced, THEN, answers);
    expect(liveIds(state, 'credential')).toContain('credential-1');
    expect(outcomeOf(state, 2)).not.toBe('applied');
  });
});

describe('whoever asks for a hold', () => {
  it('is told that nobody gets in, although the lock holds two PINs of the suspended user', () => {
    const lock = held([PIN, { ...PIN, id: 'credential-2' } satisfies Remain]);
    const now = SOON + HOUR_MS;
    const second = liveUntil(told(granted(), DURING, REISSUE), AT_FIRST, lock).state;
    const third = liveUntil(told(second, SOON, REISSUE), { from: SOON, to: now }, lock).state;
    expect(liveIds(third, 'credential')).toEqual(['credential-1', 'credential-2', 'credential-3']);
    const { state } = liveUntil(told(third, now, HOLD), { from: now, to: EVENING }, lock);
    expect(state.ledger.find(({ id }) => id === USER.id)?.suspendedAt).toBeDefined();
    expect(outcomeOf(state, 4)).toBe('applied');
  });

  it('is not told so before anybody has looked what a run that was stopped from outside has left', () => {
    const answers = unlooked();
    const booked = told(undefined, DURING, put({}, { revision: 1, holds: true }), HOLD);
    const { state } = liveUntil(booked, { from: DURING, to: DURING + 2 * HOUR_MS }, answers);
    expect(state.hold).toBeDefined();
    expect(outcomeOf(state, 2)).not.toBe('applied');
  });
});
