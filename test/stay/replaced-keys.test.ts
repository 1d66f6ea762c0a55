import { describe, expect, it } from 'vitest';

import type { StayState } from '../../src/stay/state.ts';
import type { Outcome } from '../../src/stay/step.ts';
import {
  ALL_WELL,
  BEFORE,
  change,
  CHECK,
  done,
  DURING,
  failed,
  granted,
  HOUR_MS,
  MINUTE_MS,
  play,
  put,
  refusedFor,
  REISSUE,
  told,
  type Answers,
} from '../support/stay-values.ts';
import {
  AT_FIRST,
  AT_LATCH,
  EVENING,
  held,
  LATER,
  LETS_GO,
  liveIds,
  PIN,
  SOON,
  THEN,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

const LONGER = change({ checkOut: LATER });

describe('a PIN that others know, and whose lock held it for a while after the guest had another', () => {
  it.each([
    ['a third PIN cannot be had', REISSUE, { issueCredential: () => failed() }],
    [
      'a move to another house is refused',
      change({ listingId: 'garden-1' }),
      { addAccessUser: () => refusedFor() },
    ],
  ] as const)('goes, although meanwhile %s', (_what, request, answers) => {
    const lock = held([PIN], LETS_GO);
    const second = liveUntil(told(granted(), DURING, REISSUE), AT_FIRST, lock).state;
    expect(liveIds(second, 'credential')).toEqual(['credential-1', 'credential-2']);
    const { state } = liveUntil(told(second, SOON, request), THEN, { ...lock, ...answers });
    expect(liveIds(state, 'credential')).toEqual(['credential-2']);
  });
});

describe('a PIN that others know, and whose lock holds it for a while', () => {
  it('goes, although staff have deleted the new one, and no other can be had', () => {
    const lock = held([PIN], LETS_GO);
    const second = liveUntil(told(granted(), DURING, REISSUE), AT_FIRST, lock).state;
    expect(liveIds(second, 'credential')).toEqual(['credential-1', 'credential-2']);
    const { state } = liveUntil(told(second, SOON, CHECK), THEN, {
      ...lock,
      issueCredential: () => failed(),
      confirmAccess: (step) =>
        step.do === 'confirmAccess' && step.input.credentialId === 'credential-2'
          ? done({ ...ALL_WELL, gone: ['credential-2'] })
          : undefined,
    });
    expect(liveIds(state, 'credential')).toEqual([]);
  });
});

describe('a guest at Latch whose old key does not go', () => {
  const first = (): StayState =>
    play(told(undefined, BEFORE, put({}, { revision: 1 })), BEFORE, AT_LATCH).state;

  /** The old key sticks, and its window cannot be moved; and the keys whose windows were moved all the same. */
  const oldKey = (outcome: Outcome): { answers: Answers; moved: unknown[] } => {
    const moved: unknown[] = [];
    const answers: Answers = {
      ...AT_LATCH,
      removeCredential: (step) => (step.input === PIN.id ? failed('RemovalNotDone') : undefined),
      moveWindow: (step) => {
        if (step.do !== 'moveWindow') return undefined;
        if (step.input.credentialId === PIN.id) return outcome;
        moved.push(step.input.credentialId);
        return undefined;
      },
    };
    return { answers, moved };
  };

  it('has the key that works last until the later check-out, although a third one cannot be had', () => {
    const { answers, moved } = oldKey(failed());
    const second = play(told(first(), DURING, REISSUE), DURING, answers).state;
    expect(liveIds(second, 'credential')).toEqual([PIN.id, 'credential-2']);
    const noThird = { ...answers, issueCredential: () => failed() };
    const now = SOON + HOUR_MS;
    const hour = { from: SOON, to: now };
    const third = liveUntil(told(second, SOON, REISSUE), hour, noThird).state;
    liveUntil(told(third, now, LONGER), { from: now, to: EVENING }, noThird);
    expect(moved).toContain('credential-2');
  });

  it('has the new key last until the later check-out, although nobody had seen it when that was refused of the old one', () => {
    const { answers, moved } = oldKey(refusedFor());
    const now = DURING + 2 * MINUTE_MS;
    const unseen = { ...answers, confirmAccess: () => failed() };
    const issued = liveUntil(told(first(), DURING, REISSUE), { from: DURING, to: now }, unseen);
    expect(liveIds(issued.state, 'credential')).toEqual([PIN.id, 'credential-2']);
    const longer = told(issued.state, now, LONGER);
    const { state } = liveUntil(longer, { from: now, to: EVENING }, answers);
    expect(state.access.credentialId).toBe('credential-2');
    expect(moved).toContain('credential-2');
  });

  it('has a shorter stay confirmed, although the old one’s window cannot be moved', () => {
    const { answers } = oldKey(failed());
    const second = play(told(first(), DURING, REISSUE), DURING, answers).state;
    const earlier = change({ checkOut: '2027-03-03T10:00:00.000Z' });
    const { state } = liveUntil(told(second, SOON, earlier), THEN, answers);
    expect(state.access.confirmedFor).toContain('2027-03-03T10:00:00.000Z');
  });
});
