import { describe, expect, it } from 'vitest';

import {
  BEFORE,
  BEN,
  change,
  done,
  DURING,
  failed,
  granted,
  HOUR_MS,
  liveOf,
  MINUTE_MS,
  outcomeOf,
  play,
  put,
  REISSUE,
  told,
  type Answers,
} from '../support/stay-values.ts';
import { AT_LATCH, held, LATER, liveIds, minuteOf, PIN, USER } from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

describe('while a lock holds two keys of the guest before', () => {
  it('the next guest is let in all the same', () => {
    const state = told(granted(), BEFORE, put({ guest: BEN }, { revision: 2 }));
    const times = { from: BEFORE, to: BEFORE + HOUR_MS };
    const { steps } = liveUntil(state, times, held([USER, PIN]));
    expect(minuteOf(steps, 'addAccessUser')).toBeLessThan(15);
    expect(minuteOf(steps, 'confirmAccess')).toBeLessThan(15);
  });

  it('an extension is told to Seam', () => {
    const answers = held([USER, PIN]);
    const times = { from: DURING, to: DURING + HOUR_MS };
    const replaced = told(granted(), DURING, put({ guest: BEN }, { revision: 2 }));
    const before = liveUntil(replaced, times, answers).state;
    const extended = told(before, times.to, put({ guest: BEN, checkOut: LATER }, { revision: 3 }));
    const later = { from: times.to, to: times.to + HOUR_MS };
    const { steps } = liveUntil(extended, later, answers);
    expect(minuteOf(steps, 'moveWindow')).toBeLessThan(15);
  });
});

describe('a guest who has a second new PIN, while the lock holds the first', () => {
  it('has the second one go all the same', () => {
    const answers = held([PIN]);
    const first = play(told(granted(), DURING, REISSUE), DURING, answers).state;
    const again = told(first, DURING + 5 * MINUTE_MS, REISSUE);
    const times = { from: DURING + 5 * MINUTE_MS, to: DURING + HOUR_MS };
    const { state } = liveUntil(again, times, answers);
    expect(liveIds(state, 'credential')).toEqual(['credential-1', 'credential-3']);
  });
});

describe('a guest who moves, with another check-out', () => {
  it('gets into the new room although the old one’s window cannot be moved', () => {
    const answers: Answers = {
      moveWindow: (step) => (step.key.includes(' site ') ? failed('SeamUnavailable') : undefined),
    };
    const moved = told(granted(), DURING, change({ listingId: 'garden-1', checkOut: LATER }));
    const times = { from: DURING, to: DURING + HOUR_MS };
    expect(outcomeOf(liveUntil(moved, times, answers).state, 2)).toBe('applied');
  });
});

describe('a new guest in another room who cannot be granted', () => {
  it('does not keep the key of the guest before, once its lock lets go', () => {
    const answers: Answers = {
      ...held([PIN], BEFORE + 30 * MINUTE_MS),
      addAccessUser: () => failed('SeamUnavailable'),
    };
    const booked = put({ guest: BEN, listingId: 'garden-1' }, { revision: 2 });
    const times = { from: BEFORE, to: BEFORE + 2 * HOUR_MS };
    const { state } = liveUntil(told(granted(), BEFORE, booked), times, answers);
    expect(liveIds(state, 'credential')).toEqual([]);
  });
});

describe('a key that was tried for hours', () => {
  it('is tried again soon when its lock lets go, whatever else does not', () => {
    const well = DURING + 10 * HOUR_MS + 10 * MINUTE_MS;
    const moved = play(
      told(granted(), DURING, change({ listingId: 'garden-1' })),
      DURING,
      held([PIN]),
    );
    const long = { from: DURING + MINUTE_MS, to: DURING + 10 * HOUR_MS };
    const tried = liveUntil(moved.state, long, held([PIN], well)).state;
    const [user, key] = [liveOf(tried, 'access-user'), liveOf(tried, 'credential')];
    const first = held([PIN], well);
    const second = held([
      { kind: 'access-user', id: user.id, systemId: 'garden' },
      { kind: 'credential', id: key.id, systemId: 'garden', userId: user.id },
    ]);
    const answers: Answers = {
      removeCredential: (step, now) =>
        first.removeCredential?.(step, now) ?? second.removeCredential?.(step, now),
      removeAccessUser: (step, now) => second.removeAccessUser?.(step, now),
      proveAbsence: (step, now) =>
        (step.key.includes('garden') ? second : first).proveAbsence?.(step, now),
    };
    const again = told(tried, long.to, change({ listingId: 'space-1' }));
    const { state } = liveUntil(again, { from: long.to, to: long.to + HOUR_MS }, answers);
    expect(liveIds(state, 'credential')).not.toContain(PIN.id);
  });
});

describe('a guest who was replaced', () => {
  it('is not given a longer stay by the next guest’s, if their user is found again', () => {
    let removals = 0;
    const answers: Answers = {
      removeAccessUser: () => {
        removals += 1;
        return removals === 1 ? undefined : failed('RemovalNotDone');
      },
      proveAbsence: (step) =>
        step.do === 'proveAbsence' && step.input.systemIds.includes('site')
          ? done({ found: [USER] })
          : undefined,
    };
    const replaced = told(granted(), DURING, put({ guest: BEN }, { revision: 2 }));
    const { state } = play(replaced, DURING, answers);
    const now = DURING + 5 * MINUTE_MS;
    const moved: unknown[] = [];
    play(told(state, now, put({ guest: BEN, checkOut: LATER }, { revision: 3 })), now, {
      ...answers,
      moveWindow: (step) => {
        if (step.do === 'moveWindow') moved.push(step.input.userId);
        return undefined;
      },
    });
    expect(moved).not.toContain(USER.id);
  });
});

describe('a guest at Latch whose old key does not go', () => {
  it('has the new key last until the later check-out, although the old one’s window cannot be moved', () => {
    const moved: unknown[] = [];
    const answers: Answers = {
      ...AT_LATCH,
      removeCredential: (step) => (step.input === PIN.id ? failed('RemovalNotDone') : undefined),
      moveWindow: (step) => {
        if (step.do === 'moveWindow') moved.push(step.input.credentialId);
        return moved.at(-1) === PIN.id ? failed('SeamUnavailable') : undefined;
      },
    };
    const first = play(told(undefined, BEFORE, put({}, { revision: 1 })), BEFORE, answers).state;
    const anew = play(told(first, DURING, REISSUE), DURING, answers).state;
    expect(liveIds(anew, 'credential')).toEqual([PIN.id, 'credential-2']);
    const longer = told(anew, DURING + MINUTE_MS, change({ checkOut: LATER }));
    liveUntil(longer, { from: DURING + MINUTE_MS, to: DURING + HOUR_MS }, answers);
    expect(moved).toContain('credential-2');
  });
});
