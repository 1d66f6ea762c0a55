import { describe, expect, it } from 'vitest';

import type { StayState } from '../../src/stay/state.ts';
import {
  at,
  BEFORE,
  CANCEL,
  CHECK_IN,
  CHECK_OUT,
  done,
  DURING,
  failed,
  granted,
  HOLD,
  MINUTE_MS,
  noPlan,
  outcomeOf,
  play,
  put,
  QUIET_MS,
  RELEASE,
  told,
  type Answers,
} from '../support/stay-values.ts';

const AGAIN = put({}, { revision: 2 });
const found = () => done({ found: [{ kind: 'access-user', id: 'stuck', systemId: 'site' }] });
/** A stay that ends, and whose first proof is still to come. */
const ending = (state = granted()): StayState =>
  play(told(state, BEFORE, CANCEL), BEFORE, { proveAbsence: found }).state;
/** The same after its first proof. */
const proven = (state = granted()): StayState => play(told(state, BEFORE, CANCEL), BEFORE).state;
const held = (): StayState => play(told(granted(), BEFORE, HOLD), BEFORE).state;
const nowhere: Answers = { planStay: () => noPlan('UnknownListing', 'listingId') };
const LATE = BEFORE + MINUTE_MS;

describe('a hold beside a put that is to be lived after the end, and is refused', () => {
  it('holds whatever life comes, and is applied, since nobody gets in', () => {
    const asked = told(proven(), BEFORE, AGAIN, HOLD);
    const { state } = play(asked, BEFORE, nowhere);
    expect([3, 4].map((n) => outcomeOf(state, n))).toEqual(['refused', 'applied']);
    expect(state.hold).toBeDefined();
    const next = play(told(state, LATE, put({}, { revision: 3 })), LATE).state;
    expect(next.life.phase).toBe('living');
    expect(next.hold).toBeDefined();
  });

  it('is applied with the first proof, and not before', () => {
    const asked = told(ending(), BEFORE, AGAIN, HOLD);
    const taken = told(asked, BEFORE, { ...CANCEL, revision: 3 });
    expect([3, 4].map((n) => outcomeOf(taken, n))).toEqual(['superseded', undefined]);
    const { state } = play(taken, LATE);
    expect([4, 5].map((n) => outcomeOf(state, n))).toEqual(['applied', 'applied']);
    expect(state.hold).toBeDefined();
  });

  it('is applied at once if the put is taken back after the first proof', () => {
    const asked = told(proven(), BEFORE, AGAIN, HOLD, { ...CANCEL, revision: 3 });
    expect([3, 4, 5].map((n) => outcomeOf(asked, n))).toEqual(['superseded', 'applied', 'applied']);
  });
});

describe('a release beside a put that is refused', () => {
  it('is applied: the next life is not held', () => {
    const asked = told(proven(held()), BEFORE, AGAIN, RELEASE);
    const { state } = play(asked, BEFORE, nowhere);
    expect([4, 5].map((n) => outcomeOf(state, n))).toEqual(['refused', 'applied']);
    const next = play(told(state, LATE, put({}, { revision: 3 })), LATE).state;
    expect(next.hold).toBeUndefined();
  });
});

describe('a hold without an answer', () => {
  const down: Answers = { suspendAccess: () => failed() };

  it('holds although check-out came first, and is applied once nobody gets in', () => {
    const opened = play(granted(), at(CHECK_IN)).state;
    const asked = play(told(opened, DURING, HOLD), DURING, down).state;
    const { state } = play(asked, at(CHECK_OUT));
    expect(outcomeOf(state, 2)).toBe('applied');
    expect(state.hold).toBeDefined();
  });

  it('holds although somebody cancels, and is applied once nobody gets in', () => {
    const asked = told(granted(), BEFORE, HOLD, CANCEL);
    expect(outcomeOf(asked, 2)).toBeUndefined();
    const { state } = play(asked, BEFORE);
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['applied', 'applied']);
    expect(state.hold).toBeDefined();
  });

  it('is too late once the stay ends, and holds nothing', () => {
    for (const state of [ending(), proven(), play(proven(), BEFORE + 2 * QUIET_MS).state]) {
      const asked = told(state, BEFORE, HOLD);
      expect(outcomeOf(asked, 3)).toBe('too-late');
      expect(asked.hold).toBeUndefined();
    }
  });
});
