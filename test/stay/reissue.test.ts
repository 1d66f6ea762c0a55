import { describe, expect, it } from 'vitest';

import { decide } from '../../src/stay/decide.ts';
import type { Request } from '../../src/stay/receive.ts';
import type { StayState } from '../../src/stay/state.ts';
import {
  ADA,
  ALL_WELL,
  BEFORE,
  change,
  done,
  failed,
  granted,
  liveOf,
  outcomeOf,
  play,
  put,
  refusedFor,
  REISSUE,
  RETRY,
  taken,
  told,
  type Answers,
} from '../support/stay-values.ts';

const names = (steps: readonly string[]): string[] => steps.map((key) => key.split(' ')[0] ?? '');
const livePins = ({ ledger }: StayState): (string | undefined)[] =>
  ledger.flatMap((e) => (e.kind === 'credential' && e.state === 'live' ? [e.id] : []));
const NEXT_DOOR = change({ listingId: 'canal-2' });
const LONGER = change({ checkOut: '2027-03-05T10:00:00.000Z' });
const RENAMED = put({ guest: { ...ADA, accountId: 'A-1' } }, { revision: 2 });

describe('a new PIN for a guest, of whose stay Seam refuses something else', () => {
  const refusals: readonly (readonly [string, Request, Answers])[] = [
    ['the group next door', NEXT_DOOR, { joinAccessGroups: () => refusedFor() }],
    ['the later check-out', LONGER, { moveWindow: () => refusedFor() }],
    ['the other name', RENAMED, { addAccessUser: () => refusedFor() }],
  ];

  it.each(refusals)('kills the old one although %s is refused', (_what, request, refuse) => {
    const blocked = play(told(granted(), BEFORE, request), BEFORE, refuse).state;
    expect(blocked.problems.refusal?.type).toBe('SeamRejected');
    const { state, steps } = play(told(blocked, BEFORE, REISSUE), BEFORE, refuse);
    expect(names(steps)).toEqual(['issueCredential', 'confirmAccess', 'removeCredential']);
    expect(livePins(state)).toEqual(['credential-2']);
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['pending', 'applied']);
    // What was refused stays so, and is told of.
    expect(state.problems.refusal?.type).toBe('SeamRejected');
    const retried = play(told(state, BEFORE, RETRY), BEFORE).state;
    expect([2, 4].map((n) => outcomeOf(retried, n))).toEqual(['applied', 'applied']);
    expect(livePins(retried)).toEqual(['credential-2']);
  });

  it.each(refusals)('kills it also if %s is refused while the new one is looked at', (...row) => {
    const [, request, refuse] = row;
    const issued = taken(told(granted(), BEFORE, REISSUE), BEFORE);
    const asked = told(issued, BEFORE, request);
    const { state } = play(taken(asked, BEFORE, undefined), BEFORE, refuse);
    expect(livePins(state)).toEqual(['credential-2']);
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['applied', 'pending']);
  });

  it('kills it while the group next door fails again and again', () => {
    const down: Answers = { joinAccessGroups: () => failed() };
    const { state } = play(told(granted(), BEFORE, NEXT_DOOR, REISSUE), BEFORE, down);
    expect(livePins(state)).toEqual(['credential-2']);
    expect(outcomeOf(state, 3)).toBe('applied');
  });

  it('looks once, and does not ask Seam again and again for what it refuses', () => {
    const refuse: Answers = {
      moveWindow: () => refusedFor(),
      confirmAccess: () => done({ ...ALL_WELL, windowDiffers: true }),
    };
    const { state } = play(told(granted(), BEFORE, LONGER, REISSUE), BEFORE, refuse);
    expect(livePins(state)).toEqual(['credential-2']);
    expect(play(state, BEFORE, refuse).steps).toEqual([]);
  });

  it('leaves the old one where the new one is in trouble', () => {
    const refuse: Answers = {
      joinAccessGroups: () => refusedFor(),
      confirmAccess: () => done({ ...ALL_WELL, trouble: 'AccessInTrouble' }),
    };
    const { state, last } = play(told(granted(), BEFORE, NEXT_DOOR, REISSUE), BEFORE, refuse);
    expect(livePins(state)).toEqual(['credential-1', 'credential-2']);
    expect(outcomeOf(state, 3)).toBe('pending');
    expect(last).toMatchObject({ for: 'next look' });
  });
});

describe('a new PIN that Seam refuses', () => {
  const refuse: Answers = { issueCredential: () => refusedFor('UserInTheWay') };

  it('leaves the guest the old one, and whoever asked is told of the problem', () => {
    const { state } = play(told(granted(), BEFORE, REISSUE), BEFORE, refuse);
    expect(livePins(state)).toEqual(['credential-1']);
    expect(outcomeOf(state, 2)).toBe('pending');
    expect(state.problems.refusal?.type).toBe('UserInTheWay');
  });

  it('is no matter any more once another was asked for, and is there', () => {
    const refused = play(told(granted(), BEFORE, REISSUE), BEFORE, refuse).state;
    const { state } = play(told(refused, BEFORE, REISSUE), BEFORE);
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['applied', 'applied']);
    expect(state.problems).toEqual({});
  });
});

describe('what Seam refuses of the room that a guest leaves', () => {
  it('keeps nobody in it: the new one is confirmed, and the old one goes', () => {
    const longer = { listingId: 'garden-1', checkOut: '2027-03-05T10:00:00.000Z' };
    const asked = told(granted(), BEFORE, change(longer));
    const refuse: Answers = { moveWindow: () => refusedFor() };
    const { state, last } = play(asked, BEFORE, refuse);
    expect(liveOf(state, 'access-user').scope).toMatchObject({ systemId: 'garden' });
    expect(livePins(state)).toHaveLength(1);
    expect(outcomeOf(state, 2)).toBe('applied');
    expect(state.problems).toEqual({});
    expect(last).toMatchObject({ isSettled: true });
    expect(decide(state, BEFORE).do).toBe('wait');
  });
});
