import { describe, expect, it } from 'vitest';

import { verdictOf } from '../../src/stay/answering.ts';
import { decide } from '../../src/stay/decide.ts';
import { noteGone } from '../../src/stay/ledger-noting.ts';
import type { Request } from '../../src/stay/message.ts';
import { gravest } from '../../src/stay/problem-sources.ts';
import type { StayState } from '../../src/stay/state.ts';
import {
  ADA,
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
  HOLD,
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
  names,
} from '../support/stay-values.ts';

const livePins = ({ ledger }: StayState): (string | undefined)[] =>
  ledger.flatMap((e) => (e.kind === 'credential' && e.state === 'live' ? [e.id] : []));
const NEXT_DOOR = change({ listingId: 'canal-2' });
const LONGER = change({ checkOut: '2027-03-05T10:00:00.000Z' });
const RENAMED = put({ guest: { ...ADA, accountId: 'A-1' } }, { revision: 2 });

const REFUSALS: readonly (readonly [string, Request, Answers])[] = [
  ['the group next door', NEXT_DOOR, { joinAccessGroups: () => refusedFor() }],
  ['the later check-out', LONGER, { moveWindow: () => refusedFor() }],
  ['the other name', RENAMED, { addAccessUser: () => refusedFor() }],
];

describe('a new PIN for a guest, of whose stay Seam refuses something else', () => {
  it.each(REFUSALS)('kills the old one although %s is refused', (_what, request, refuse) => {
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

  it.each(REFUSALS)('kills it also if %s is refused while the new one is looked at', (...row) => {
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

describe('a look that Seam refused once', () => {
  const refuse: Answers = { confirmAccess: () => refusedFor() };
  const unseen = (): StayState => play(granted(), at(CHECK_IN), refuse).state;

  it('is taken again for a new PIN, and the old one goes', () => {
    expect(unseen().problems.refusal?.type).toBe('SeamRejected');
    const { state } = play(told(unseen(), DURING, REISSUE), DURING);
    expect(livePins(state)).toEqual(['credential-2']);
    expect(outcomeOf(state, 2)).toBe('applied');
    expect(state.problems).toEqual({});
  });

  it('is taken again for a check', () => {
    const { state, steps } = play(told(unseen(), DURING, CHECK), DURING);
    expect(names(steps)).toEqual(['confirmAccess']);
    expect(outcomeOf(state, 2)).toBe('applied');
    expect(state.problems).toEqual({});
  });
});

describe('a hold, while Seam refuses something else', () => {
  it.each(REFUSALS)('is applied once nobody gets in, although %s is refused', (...row) => {
    const [, request, refuse] = row;
    const blocked = play(told(granted(), BEFORE, request), BEFORE, refuse).state;
    const { state } = play(told(blocked, BEFORE, HOLD), BEFORE, refuse);
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['pending', 'applied']);
  });
});

describe('a group that Seam refused', () => {
  it('blocks nothing any more once the guest was seen in it', () => {
    const joined = { ...ALL_WELL, groupIds: ['group-a', 'group-b'] };
    const refuse: Answers = {
      joinAccessGroups: () => refusedFor(),
      confirmAccess: () => done(joined),
    };
    const { state } = play(told(granted(), BEFORE, NEXT_DOOR, REISSUE), BEFORE, refuse);
    expect([2, 3].map((n) => outcomeOf(state, n))).toEqual(['applied', 'applied']);
    expect(state.problems).toEqual({});
  });
});

describe('a guest whose PIN is gone, while Seam refuses something else', () => {
  it('is given another', () => {
    const refuse: Answers = { joinAccessGroups: () => refusedFor() };
    const blocked = play(told(granted(), BEFORE, NEXT_DOOR), BEFORE, refuse).state;
    const ledger = noteGone(blocked.ledger, 'credential-1', new Date(BEFORE).toISOString());
    const { state, steps } = play({ ...blocked, ledger }, BEFORE, refuse);
    expect(names(steps)).toEqual(['issueCredential', 'confirmAccess']);
    expect(state.access.credentialId).toBe('credential-2');
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
    expect(last).toMatchObject({ isNothingDue: true });
    expect(decide(state, BEFORE).do).toBe('wait');
  });
});

describe('an access system that gives the old PIN again', () => {
  /** Looks show these PINs, each of a new credential; the last one from then on. */
  const showing = (...codes: readonly number[]): Answers => {
    const shown: (string | undefined)[] = [];
    return {
      confirmAccess: (step) => {
        if (step.do !== 'confirmAccess') return undefined;
        const { credentialId } = step.input;
        if (!shown.includes(credentialId)) shown.push(credentialId);
        const code = codes[Math.min(shown.indexOf(credentialId), codes.length - 1)];
        return done({ ...ALL_WELL, tag: `key:${code}` });
      },
    };
  };
  const withCode = (code: number): StayState =>
    play(told(granted(), BEFORE, CHECK), BEFORE, showing(code)).state;
  const refused = (): StayState =>
    play(told(withCode(1), BEFORE, REISSUE), BEFORE, showing(1)).state;

  it('also once that is gone, is asked twice more, and whoever asked is told that it still opens', () => {
    const asked = told(withCode(1), BEFORE, REISSUE);
    const { state, steps, last } = play(asked, BEFORE, showing(1));
    expect(names(steps).filter((name) => name === 'issueCredential')).toHaveLength(3);
    expect(verdictOf(state, 3)).toMatchObject({ outcome: 'refused', type: 'PinNotChanged' });
    expect(gravest(state.problems)?.type).toBe('PinNotChanged');
    // The guest is not locked out for it.
    expect(livePins(state)).toHaveLength(1);
    expect(last).toMatchObject({ isNothingDue: true });
  });

  it('is not asked once more by every look', () => {
    const state = play(told(refused(), BEFORE, CHECK), BEFORE, showing(1));
    expect(names(state.steps)).toEqual(['confirmAccess']);
    expect(outcomeOf(state.state, 4)).toBe('applied');
    expect(state.state.problems.pin?.type).toBe('PinNotChanged');
  });

  it('is asked again by the next reissue, and another PIN ends the problem', () => {
    const again = told(refused(), BEFORE, REISSUE);
    const still = play(again, BEFORE, showing(1));
    expect(names(still.steps).filter((name) => name === 'issueCredential')).toHaveLength(3);
    expect(outcomeOf(still.state, 4)).toBe('refused');
    const { state } = play(again, BEFORE, showing(1, 2));
    expect(outcomeOf(state, 4)).toBe('applied');
    expect(state.problems).toEqual({});
  });

  it('is asked again where it is the PIN before the last one', () => {
    const second = play(told(withCode(1), BEFORE, REISSUE), BEFORE, showing(2)).state;
    const { state, steps } = play(told(second, BEFORE, REISSUE), BEFORE, showing(1, 3));
    expect(names(steps).filter((name) => name === 'issueCredential')).toHaveLength(2);
    expect(outcomeOf(state, 4)).toBe('applied');
  });

  it('is asked for another while the group next door is refused', () => {
    const refuse = { joinAccessGroups: () => refusedFor(), ...showing(1, 2) };
    const { state } = play(told(withCode(1), BEFORE, NEXT_DOOR, REISSUE), BEFORE, refuse);
    expect(outcomeOf(state, 4)).toBe('applied');
    const never = { ...refuse, ...showing(1) };
    const told2 = play(told(withCode(1), BEFORE, NEXT_DOOR, REISSUE), BEFORE, never).state;
    expect([3, 4].map((n) => outcomeOf(told2, n))).toEqual(['pending', 'refused']);
  });

  it('to the next guest of the booking, is asked for another, and else the desk is told', () => {
    const next = put({ guest: BEN }, { revision: 2 });
    const { state } = play(told(withCode(1), BEFORE, next), BEFORE, showing(1, 2));
    expect(verdictOf(state, 3)).toMatchObject({ outcome: 'applied' });
    expect(state.problems).toEqual({});
    const same = play(told(withCode(1), BEFORE, next), BEFORE, showing(1)).state;
    expect(verdictOf(same, 3)?.reason).toContain('still opens');
    expect(same.problems.pin?.type).toBe('PinNotChanged');
  });

  it('because somebody set it there, is a changed PIN, and no reissue', () => {
    const second = play(told(withCode(1), BEFORE, REISSUE), BEFORE, showing(2)).state;
    const { state, steps } = play(told(second, BEFORE, CHECK), BEFORE, showing(1));
    expect(names(steps)).toEqual(['confirmAccess']);
    expect(state.problems.pin?.type).toBe('PinChanged');
  });
});
