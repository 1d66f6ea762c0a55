import { describe, expect, it } from 'vitest';

import { statusOf } from '../../src/stay/status-of.ts';
import {
  ALL_WELL,
  BEFORE,
  BEN,
  CANCEL,
  done,
  DURING,
  failed,
  granted,
  HOUR_MS,
  MINUTE_MS,
  outcomeOf,
  play,
  put,
  told,
  type Answers,
} from '../support/stay-values.ts';
import { liveIds, minuteOf } from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

describe('a stay for which nothing was made, and of which a check found something,', () => {
  it('does not end with a proof while that is there', () => {
    const answers: Answers = {
      recallStay: () => done({}),
      removeAccessUser: () => failed('RemovalNotDone'),
      proveAbsence: () => done({ found: [{ kind: 'access-user', id: 'left', systemId: 'space' }] }),
    };
    const booked = play(told(undefined, BEFORE, put({ listingId: 'space-1' })), BEFORE).state;
    const check = { kind: 'check', systemIds: ['space'] } as const;
    const { state } = play(told(booked, BEFORE, check), BEFORE, answers);
    expect(liveIds(state, 'access-user')).toEqual(['left']);
    const { state: over } = play(told(state, BEFORE, CANCEL), BEFORE, answers);
    expect(over.life.phase).toBe('ending');
    expect(outcomeOf(over, 3)).toBeUndefined();
    expect(statusOf(over, BEFORE).revokedAt).toBeUndefined();
  });

  it('looks into a named system also where it is cancelled before it was planned', () => {
    const check = { kind: 'check', systemIds: ['space'] } as const;
    const asked = told(undefined, BEFORE, put({ listingId: 'space-1' }), check, CANCEL);
    const { steps } = play(asked, BEFORE, { recallStay: () => done({}) });
    expect(steps.some((step) => step.startsWith('proveAbsence'))).toBe(true);
  });
});

describe('a guest who is put again after a cancellation, while no listing can be read,', () => {
  it('is let in soon after one can', () => {
    const ending = play(told(granted(), DURING, CANCEL), DURING).state;
    const from = DURING + MINUTE_MS;
    const well = from + MINUTE_MS + 1_000;
    const { steps } = liveUntil(
      told(ending, from, put({}, { revision: 2 })),
      { from, to: from + HOUR_MS },
      { planStay: (_step, now) => (now < well ? failed('ListingsUnusable', 10_000) : undefined) },
    );
    expect(minuteOf(steps, 'confirmAccess')).toBeLessThan(5);
  });
});

describe('somebody else in a life that begins after an end', () => {
  it('is told that the PIN is the one of the guest before', () => {
    const answers: Answers = { confirmAccess: () => done({ ...ALL_WELL, tag: 'k:same' }) };
    let { state } = play(told(undefined, BEFORE, put({}, { revision: 1 })), BEFORE, answers);
    ({ state } = play(told(state, BEFORE, CANCEL), BEFORE, answers));
    ({ state } = play(told(state, BEFORE, put({ guest: BEN }, { revision: 2 })), BEFORE, answers));
    expect(state.life.phase).toBe('living');
    expect(state.problems.pin?.type).toBe('PinNotChanged');
  });
});
