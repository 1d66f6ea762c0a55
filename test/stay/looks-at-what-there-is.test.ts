import { describe, expect, it } from 'vitest';

import type { Request } from '../../src/stay/message.ts';
import { systemOf } from '../../src/stay/scope.ts';
import {
  at,
  BEFORE,
  BEN,
  change,
  CHECK,
  CHECK_IN,
  DURING,
  failed,
  granted,
  HOUR_MS,
  INTERRUPTED,
  MINUTE_MS,
  put,
  refusedAtFirst,
  refusedFor,
  REISSUE,
  taken,
  told,
  type Answers,
} from '../support/stay-values.ts';
import { AT_FIRST, EVENING, LATER, minuteOf, SOON, THEN } from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

const NO_PIN: Answers = { issueCredential: () => failed() };

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
