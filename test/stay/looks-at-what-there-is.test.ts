import { describe, expect, it } from 'vitest';

import type { Request } from '../../src/stay/message.ts';
import { systemOf } from '../../src/stay/scope.ts';
import {
  ALL_WELL,
  at,
  BEFORE,
  BEN,
  change,
  CHECK,
  CHECK_IN,
  done,
  DURING,
  failed,
  granted,
  HOUR_MS,
  INTERRUPTED,
  MINUTE_MS,
  outcomeOf,
  play,
  put,
  refusedAtFirst,
  refusedFor,
  REISSUE,
  taken,
  told,
  type Answers,
} from '../support/stay-values.ts';
import {
  AT_FIRST,
  EVENING,
  held,
  LATER,
  minuteOf,
  PIN,
  SOON,
  THEN,
} from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

const NO_PIN: Answers = { issueCredential: () => failed() };
const OF_ONE_CODE = ['credential-1', 'credential-2', 'credential-3'];

describe('what the guest gets in with', () => {
  it.each<readonly [string, Request, Answers]>([
    ['a new PIN cannot be had', REISSUE, NO_PIN],
    [
      'the door next door is refused',
      change({ listingId: 'canal-2' }),
      { joinAccessGroups: () => refusedFor() },
    ],
  ])('is looked at when check-in comes, although %s', (_what, request, answers) => {
    const opens = at(CHECK_IN);
    const asked = told(granted(), BEFORE, request);
    const { state } = liveUntil(asked, { from: BEFORE, to: opens }, answers);
    const { steps } = liveUntil(state, { from: opens, to: opens + 2 * HOUR_MS }, answers);
    expect(minuteOf(steps, 'confirmAccess')).toBeLessThan(30);
  });

  it('is looked at for whoever asks for a check, although a new PIN cannot be had', () => {
    const { state } = liveUntil(told(granted(), DURING, REISSUE), AT_FIRST, NO_PIN);
    const { steps } = liveUntil(told(state, SOON, CHECK), THEN, NO_PIN);
    expect(minuteOf(steps, 'confirmAccess')).toBeLessThan(30);
  });
});

describe('a trouble of the PIN that the guest gets in with, while a new one cannot be had', () => {
  const checkIn = at(CHECK_IN);

  it.each([
    ['somebody asked for a look', DURING, SOON, [CHECK]],
    ['check-in came', BEFORE, checkIn, []],
  ] as const)('is shown no more once it is over, since %s', (_what, first, now, requests) => {
    const over = now + 30 * MINUTE_MS;
    const answers: Answers = {
      ...NO_PIN,
      confirmAccess: (_step, when) =>
        when < over ? done({ ...ALL_WELL, trouble: 'NotSubscribed' }) : undefined,
    };
    const before = { from: first, to: now };
    const { state: asked } = liveUntil(told(granted(), first, REISSUE), before, NO_PIN);
    const soon = { from: now, to: now + 20 * MINUTE_MS };
    const { state: looked } = liveUntil(told(asked, now, ...requests), soon, answers);
    expect(looked.problems.access?.type).toBe('NotSubscribed');
    const { state } = liveUntil(looked, { from: soon.to, to: now + 7 * HOUR_MS }, answers);
    expect(state.problems.access).toBeUndefined();
  });
});

describe('a third PIN, since the second had the code of the first,', () => {
  it('is there, although somebody asked for a look meanwhile', () => {
    const codes: Answers = {
      confirmAccess: (step) => {
        if (step.do !== 'confirmAccess') return undefined;
        const id = step.input.credentialId ?? '';
        return done({ ...ALL_WELL, tag: OF_ONE_CODE.includes(id) ? 'k:one' : `k:${id}` });
      },
    };
    const lock = { ...held([{ ...PIN, id: 'credential-2' }], SOON + HOUR_MS), ...codes };
    const booked = told(undefined, BEFORE, put({}, { revision: 1 }));
    const first = play(booked, BEFORE, lock).state;
    const second = liveUntil(told(first, DURING, REISSUE), AT_FIRST, lock).state;
    const { state } = liveUntil(told(second, SOON, CHECK), THEN, lock);
    expect(outcomeOf(state, 2)).toBe('applied');
  });
});

describe('a user that Seam may still make, since a request overtook the attempt,', () => {
  const planned = taken(told(undefined, DURING, put({}, { revision: 1 })), DURING);
  const overtaken = taken(planned, DURING, INTERRUPTED);

  it('is looked for where the guest was replaced, although the next guest is refused', () => {
    const replaced = told(overtaken, DURING, put({ guest: BEN }, { revision: 2 }));
    const times = { from: DURING, to: EVENING };
    const { state, steps } = liveUntil(replaced, times, { addAccessUser: () => refusedAtFirst() });
    expect(minuteOf(steps, 'proveAbsence')).toBeLessThan(15);
    const ofAda = state.ledger.filter(({ scope }) => scope.of === 'access' && scope.guest === 1);
    expect(ofAda).toMatchObject([{ kind: 'access-user', state: 'removed' }]);
  });

  it('is looked for where the guest is in another room, although a later check-out is refused', () => {
    const moved = told(overtaken, DURING, change({ listingId: 'garden-1' }));
    const now = DURING + MINUTE_MS;
    const there = liveUntil(moved, { from: DURING, to: now }, {}).state;
    const longer = told(there, now, change({ checkOut: LATER }));
    const refused: Answers = { moveWindow: () => refusedFor() };
    const { state, steps } = liveUntil(longer, { from: now, to: EVENING }, refused);
    expect(minuteOf(steps, 'proveAbsence')).toBeLessThan(15);
    const before = state.ledger.filter(({ scope }) => systemOf(scope) === 'site');
    expect(before).toMatchObject([{ kind: 'access-user', state: 'removed' }]);
  });
});
