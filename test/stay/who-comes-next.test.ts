import { describe, expect, it } from 'vitest';

import { statusOf } from '../../src/stay/status-of.ts';
import {
  ADA,
  ALL_WELL,
  at,
  BEFORE,
  BEN,
  CHECK_IN,
  CHECK_OUT,
  CLEO,
  done,
  DURING,
  failed,
  granted,
  HOUR_MS,
  MINUTE_MS,
  play,
  put,
  taken,
  told,
  type Answers,
} from '../support/stay-values.ts';
import { held, LATER, liveIds, PIN, USER } from '../support/stuck-locks.ts';
import { liveUntil } from '../support/time-passes.ts';

describe('the guest before, at a system whose window is ours,', () => {
  it('loses the key at check-out, although the next guest cannot be planned', () => {
    const booked = put({ listingId: 'space-1' }, { revision: 1 });
    const { state } = play(told(undefined, DURING, booked), DURING);
    const from = at(CHECK_OUT) - HOUR_MS;
    const next = put({ listingId: 'space-1', guest: BEN, checkOut: LATER }, { revision: 2 });
    const { state: after } = liveUntil(
      told(state, from, next),
      { from, to: at(CHECK_OUT) + 6 * HOUR_MS },
      { planStay: () => failed('ListingsUnusable') },
    );
    expect(liveIds(after, 'credential')).toEqual([]);
  });
});

describe('a guest who is to be replaced, at such a system,', () => {
  it('gets no key at check-in while the next guest cannot be planned', () => {
    const booked = put({ listingId: 'space-1' }, { revision: 1 });
    const { state } = play(told(undefined, BEFORE, booked), BEFORE);
    const from = at(CHECK_IN) - HOUR_MS;
    const next = put({ listingId: 'space-1', guest: BEN }, { revision: 2 });
    const times = { from, to: at(CHECK_IN) + HOUR_MS };
    const { state: after } = liveUntil(told(state, from, next), times, {
      planStay: () => failed('ListingsUnusable'),
    });
    expect(liveIds(after, 'credential')).toEqual([]);
  });
});

describe('a guest who was replaced', () => {
  it('is out within ten minutes, although another guest follows the next', () => {
    const answers: Answers = { confirmAccess: () => failed('NotConfirmedYet') };
    const first = told(play(granted(), DURING).state, DURING, put({ guest: BEN }, { revision: 2 }));
    const then = DURING + 9 * MINUTE_MS;
    const { state } = liveUntil(first, { from: DURING, to: then }, answers);
    const second = told(state, then, put({ guest: CLEO }, { revision: 3 }));
    const later = { from: then, to: DURING + 15 * MINUTE_MS };
    expect(liveIds(liveUntil(second, later, answers).state, 'credential')).not.toContain(PIN.id);
  });

  it('is somebody else than the one who came, although the one between was the same person', () => {
    const mobile = (guest: typeof ADA, revision: number) =>
      put({ listingId: 'mobile-1', guest }, { revision });
    const { state } = play(told(undefined, DURING, mobile(ADA, 1)), DURING);
    const moved = mobile({ ...ADA, email: 'ada@elsewhere.example' }, 2);
    const same = taken(told(state, DURING, moved), DURING);
    expect(same.planned).toMatchObject({ guest: 2, isSamePerson: true });
    const other = taken(told(same, DURING, mobile(BEN, 3)), DURING);
    expect(other.planned?.isSamePerson).toBeUndefined();
    expect(other.planned?.note).toContain('Another guest');
  });
});

describe('a guest who is planned when all of the guest before has gone', () => {
  it('is not given the PIN of the guest before', () => {
    const over = at(CHECK_OUT);
    const coded: Answers = {
      confirmAccess: () => done({ ...ALL_WELL, tag: 'key:code' }),
    };
    const ada = play(play(told(undefined, BEFORE, put()), BEFORE, coded).state, DURING, coded);
    const next = told(ada.state, over - 1, put({ guest: BEN, checkOut: LATER }));
    const { state } = liveUntil(
      next,
      { from: over - 1, to: over + HOUR_MS },
      { ...coded, planStay: () => failed('ListingsUnusable') },
    );
    expect(liveIds(state, 'credential')).toEqual([]);
    const then = { from: over + HOUR_MS, to: over + 2 * HOUR_MS };
    const { state: after } = liveUntil(state, then, coded);
    expect(after.planned?.guest).toBe(2);
    expect(after.problems.pin?.type).toBe('PinNotChanged');
  });
});

describe('a key of the guest before that a look found', () => {
  it('is not named as the one of the next guest', () => {
    const double = { kind: 'credential', id: 'double', systemId: 'site', userId: USER.id } as const;
    const answers: Answers = { ...held([double]), addAccessUser: () => failed() };
    const next = told(play(granted(), DURING).state, DURING, put({ guest: BEN }, { revision: 2 }));
    const times = { from: DURING, to: DURING + HOUR_MS };
    const { state } = liveUntil(next, times, answers);
    expect(liveIds(state, 'credential')).toEqual(['double']);
    expect(statusOf(state, times.to).credentialId).toBeUndefined();
  });
});
