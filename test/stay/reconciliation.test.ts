import { describe, expect, it } from 'vitest';

import type { LedgerEntry } from '../../src/stay/ledger.ts';
import {
  compare,
  isAccessAsInLedger,
  type Comparison,
  type SeenCredential,
  type SeenUser,
  type Sight,
  type StatusToCompare,
} from '../../src/stay/reconciliation.ts';
import { accessScope, GUEST_SCOPE } from '../support/stay-values.ts';

const KS = 'ks';
const scope = accessScope({ systemId: KS });
const window = { opensAt: '2031-05-01T13:00:00.000Z', closesAt: '2031-05-04T09:00:00.000Z' };

const userEntry: LedgerEntry = {
  kind: 'access-user',
  id: 'u',
  state: 'live',
  scope,
  window,
};
const pinEntry: LedgerEntry = {
  kind: 'credential',
  id: 'c',
  state: 'live',
  scope,
  userId: 'u',
  tag: 'key:1',
};
const identityEntry: LedgerEntry = {
  kind: 'user-identity',
  id: 'i',
  state: 'live',
  scope: GUEST_SCOPE,
};
const groupEntry: LedgerEntry = {
  kind: 'membership',
  id: 'g',
  state: 'live',
  scope,
  userId: 'u',
};

const told: StatusToCompare = {
  phase: 'open',
  hasProblem: false,
  ledger: [identityEntry, userEntry, groupEntry, pinEntry],
};
const user: SeenUser = {
  id: 'u',
  reservationId: 'R-1',
  systemId: KS,
  startsAt: '2031-05-01T13:00:00.000Z',
  endsAt: '2031-05-04T09:00:00.000Z',
};
const pin: SeenCredential = { id: 'c', systemId: KS, userId: 'u' };
const sight: Sight = {
  systemIds: new Set([KS]),
  users: [user],
  credentials: new Map([['c', pin]]),
  strangers: new Set(),
  now: Date.parse('2031-05-02T09:00:00.000Z'),
};

const SAME: Comparison = { differs: false, extraIn: [] };
const seenWith = (more: Partial<SeenUser>): Sight => ({ ...sight, users: [{ ...user, ...more }] });

describe('an open stay, compared with what Seam shows', () => {
  it('is alike where everything is as it says', () => {
    expect(compare(told, sight)).toEqual(SAME);
  });

  it.each(['planning', 'revoking', 'revoked'])('is not compared while it is %s', (phase) => {
    expect(compare({ ...told, phase }, { ...sight, users: [] })).toEqual(SAME);
  });

  it('differs if its user is gone', () => {
    expect(compare(told, { ...sight, users: [] }).differs).toBe(true);
  });

  it('is alike if its user was only renamed', () => {
    expect(compare(told, { ...sight, users: [], strangers: new Set(['u']) })).toEqual(SAME);
  });

  it('is alike if its user is in a system that could not be read', () => {
    expect(compare(told, { ...sight, users: [], systemIds: new Set() })).toEqual(SAME);
  });

  it('differs if its credential is gone', () => {
    expect(compare(told, { ...sight, credentials: new Map() }).differs).toBe(true);
  });

  it.each([
    ['starts at another time', { startsAt: '2031-05-02T14:00:00.000Z' }],
    ['ends at another time', { endsAt: '2031-05-04T10:00:00.000Z' }],
    ['is being deleted', { isGoing: true as const }],
    ['is suspended', { inTrouble: true as const }],
    ['has no seat', { isUnsubscribed: true as const }],
  ])('differs if its user %s', (_what, more) => {
    expect(compare(told, seenWith(more)).differs).toBe(true);
  });

  it('differs if its user has no window any more', () => {
    const { startsAt: _from, endsAt: _to, ...without } = user;
    expect(compare(told, { ...sight, users: [without] }).differs).toBe(true);
  });

  it('is alike if the window is written otherwise', () => {
    const elsewhere = { startsAt: '2031-05-01T15:00:00.000+02:00' };
    expect(compare(told, seenWith(elsewhere))).toEqual(SAME);
  });

  it('is alike if the access system keeps whole seconds, as most do', () => {
    const exact = { opensAt: '2031-05-01T13:00:00.500Z', closesAt: '2031-05-04T09:00:00.500Z' };
    const ledger = [
      { ...userEntry, window: exact },
      { ...pinEntry, window: exact },
    ];
    const cut = new Map([['c', { ...pin, endsAt: '2031-05-04T09:00:00.000Z' }]]);
    expect(compare({ ...told, ledger }, { ...sight, credentials: cut })).toEqual(SAME);
  });

  it.each([
    ['once both are past', '2031-05-01T18:00:00.000Z', false],
    ['but not while one is to come', '2031-05-03T13:00:00.000Z', true],
  ])('may start at another time %s', (_when, startsAt, differs) => {
    expect(compare(told, seenWith({ startsAt })).differs).toBe(differs);
  });

  it('is alike before check-in without a seat', () => {
    const waiting = { ...told, phase: 'waiting' };
    expect(compare(waiting, seenWith({ isUnsubscribed: true }))).toEqual(SAME);
  });

  it('is alike in a trouble that it knows', () => {
    const known = { ...told, hasProblem: true };
    expect(compare(known, seenWith({ inTrouble: true }))).toEqual(SAME);
  });

  it('compares the end of a credential that holds the window itself', () => {
    const held = { ...told, ledger: [{ ...pinEntry, window }] };
    const ends = (endsAt: string): Sight => ({
      ...sight,
      users: [],
      credentials: new Map([['c', { ...pin, endsAt }]]),
    });
    expect(compare(held, ends('2031-05-04T09:00:00.000Z')).differs).toBe(false);
    expect(compare(held, ends('2031-05-05T09:00:00.000Z')).differs).toBe(true);
  });

  it('has more than it knows of where a second user carries its key', () => {
    const double = { ...user, id: 'double', systemId: 'space' };
    const both = { ...sight, users: [user, double] };
    expect(compare(told, both)).toEqual({ differs: false, extraIn: ['space'] });
  });

  it('counts no user as too many that is new or on its way out', () => {
    const others = [
      { ...user, id: 'new', isNew: true as const },
      { ...user, id: 'going', isGoing: true as const },
    ];
    expect(compare(told, { ...sight, users: [user, ...others] })).toEqual(SAME);
  });

  it('counts no user as too many that a create of its own may have made', () => {
    const asked: LedgerEntry = { kind: 'access-user', state: 'asked', scope };
    expect(compare({ ...told, ledger: [asked] }, sight)).toEqual(SAME);
  });

  it('counts a user as too many that it took away', () => {
    const removed: LedgerEntry = { ...userEntry, state: 'removed' };
    expect(compare({ ...told, ledger: [removed] }, sight).extraIn).toEqual([KS]);
  });
});

describe('an access, looked at by itself', () => {
  const { ledger } = told;

  it.each([
    ['has its doors and its PIN', ['g'], 'key:1', true],
    ['has no PIN that could be compared', ['g'], undefined, true],
    ['has its PIN under another key', ['g'], 'rotated:2', true],
    ['has another PIN', ['g'], 'key:2', false],
    ['has a door too many', ['g', 'h'], 'key:1', false],
    ['has another door', ['h'], 'key:1', false],
    ['has lost its doors', [], 'key:1', false],
  ])('that %s', (_what, groupIds, tag, asTold) => {
    expect(isAccessAsInLedger(ledger, { userId: 'u', groupIds, ...(tag && { tag }) })).toBe(asTold);
  });

  it('is of the user that was looked at', () => {
    expect(isAccessAsInLedger(ledger, { userId: 'other', groupIds: [] })).toBe(true);
  });
});
