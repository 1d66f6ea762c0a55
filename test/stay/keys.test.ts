import { describe, expect, it } from 'vitest';

import {
  accountIdentityKey,
  carriesMark,
  chooseOne,
  guestNumberIn,
  isOfStay,
  isOurIdentity,
  isStayIdentity,
  reservationOfIdentity,
  reservationOfName,
  stayIdentityKey,
  userNamesOf,
} from '../../src/stay/keys.ts';
import { isUngranted, readSystemTrouble, readTrouble } from '../../src/stay/trouble.ts';
import { isWhen, readWhen } from '../../src/stay/when.ts';

describe('the mark of a stay', () => {
  it('is the first word of the name, as a whole', () => {
    expect(userNamesOf('R-1', 'Ada Guest')[0]).toBe('nl:R-1 Ada Guest');
    expect(userNamesOf('R-1', undefined)).toEqual(['nl:R-1']);
    for (const name of ['nl:R-1 Ada Guest', 'nl:R-1', 'nl:R-1:2 Ada Guest', 'nl:R-1:10'])
      expect(carriesMark(name, 'R-1'), name).toBe(true);
  });

  it.each([
    ...[
      'R-1 Ada Guest',
      'R-1',
      'nl:R-10 Ada',
      'nl:R-1x',
      'Ada nl:R-1',
      'NL:R-1 Ada',
      'nl:R-1: Ada',
    ],
    ...['nl:R-1:0 Ada', 'nl:R-1:x', 'nl:R-1\u00A0Ada', ' nl:R-1', 'nl: R-1', 'nl:'],
  ])('is not in the name %j', (name) => expect(carriesMark(name, 'R-1')).toBe(false));

  it('leads back to the reservation, as the key of its identity does', () => {
    expect(reservationOfName('nl:R-1 Ada Guest')).toBe('R-1');
    expect(reservationOfName('R-1 Ada Guest')).toBeUndefined();
    expect(reservationOfIdentity(stayIdentityKey('R-1'))).toBe('R-1');
    expect(reservationOfIdentity(accountIdentityKey('R-1'))).toBeUndefined();
  });

  it('has the number of the guest at its end, but for the first, as the key of their identity does', () => {
    expect(userNamesOf('R-1', 'Bo Guest', 2)).toEqual(['nl:R-1:2 Bo Guest', 'nl:R-1:2']);
    expect(userNamesOf('R-1', undefined, 10)).toEqual(['nl:R-1:10']);
    expect(userNamesOf('R-1', 'Ada Guest', 1)).toEqual(userNamesOf('R-1', 'Ada Guest'));
    expect(stayIdentityKey('R-1', 2)).toBe('nightlatch:R-1:2');
    expect(stayIdentityKey('R-1', 1)).toBe(stayIdentityKey('R-1'));
    for (const number of [1, 2, 10]) {
      const key = stayIdentityKey('R-1', number);
      expect([reservationOfIdentity(key), guestNumberIn(key)]).toEqual(['R-1', number]);
      const [name] = userNamesOf('R-1', 'Bo: 3', number);
      expect([reservationOfName(name), guestNumberIn(name)]).toEqual(['R-1', number]);
    }
  });

  it('is another one for the guest’s account than for the stay', () => {
    expect(stayIdentityKey('R-1')).toBe('nightlatch:R-1');
    expect(accountIdentityKey('R-1')).toBe('nightlatch-account:R-1');
  });
});

describe('the name of a guest', () => {
  it('is given whole, or not at all, where it is short and plain', () => {
    expect(userNamesOf('R-1', 'Ada Guest')).toEqual(['nl:R-1 Ada Guest', 'nl:R-1']);
  });

  it('loses its pictures, then its end, and at last all but the mark', () => {
    const names = userNamesOf('R-1', `Zoë 👩‍🚀 李 ${'of the long name '.repeat(12)}`.trim());
    expect(names.slice(2).map((name) => name.length)).toEqual([100, 60, 40, 29, 19, 6]);
    expect(names[4]).toBe('nl:R-1 Zoë 李 of the long name of the lon');
    expect(userNamesOf('R-1', 'Ada 🎉 1')).toEqual(['nl:R-1 Ada 🎉 1', 'nl:R-1 Ada 1', 'nl:R-1']);
  });

  it('is never cut into the mark, nor into half a character', () => {
    const id = 'R'.repeat(64);
    expect(userNamesOf(id, 'Ada').at(-1)).toBe(`nl:${id}`);
    for (const name of userNamesOf('R-1', '𠮷'.repeat(100))) expect(name.isWellFormed()).toBe(true);
  });
});

describe('an access user', () => {
  const stay = { reservationId: '305', ids: ['user-1'], ownIdentityId: 'own' };

  it.each([
    ['is in its ledger, whatever staff call it', { id: 'user-1', fullName: 'Somebody' }],
    ['carries its mark', { id: 'user-2', fullName: 'nl:305 Ada Guest' }],
    ['is named by the guide on its own identity', { id: 'u', fullName: '305', identityId: 'own' }],
  ])('is the stay’s if it %s', (_why, user) => expect(isOfStay(user, stay)).toBe(true));

  it.each([
    ['is named like the room', { id: 'u', fullName: '305' }],
    ['is named like the room and a task', { id: 'u', fullName: '305 Cleaning' }],
    ['hangs on the guest’s own identity only', { id: 'u', fullName: 'Ada', identityId: 'own' }],
    ['is named like the room on another identity', { id: 'u', fullName: '305', identityId: 'x' }],
    ['carries the mark of another stay', { id: 'u', fullName: 'nl:305x' }],
  ])('is not the stay’s if it %s', (_why, user) => expect(isOfStay(user, stay)).toBe(false));

  it.each([
    [1, ['nl:305 Ada', 'nl:305']],
    [2, ['nl:305:2 Ada', 'nl:305:2']],
    [20, ['nl:305:20']],
  ])('is guest %i’s if it carries exactly their mark', (guestNumber, own) => {
    const names = ['nl:305 Ada', 'nl:305', 'nl:305:1', 'nl:305:2 Ada', 'nl:305:2', 'nl:305:20'];
    const theirs = { reservationId: '305', ids: ['user-1'], guestNumber };
    expect(names.filter((fullName) => isOfStay({ id: 'u', fullName }, theirs))).toEqual(own);
    expect(isOfStay({ id: 'user-1', fullName: 'nl:305:7 Ada' }, theirs)).toBe(true);
  });

  it('is not the stay’s by the guide’s name where no guide names it', () => {
    const user = { id: 'u', fullName: '305', identityId: 'own' };
    expect(isOfStay(user, { reservationId: '305', ids: [] })).toBe(false);
  });
});

describe('an identity', () => {
  it.each([
    [stayIdentityKey('R-1'), true, true],
    [accountIdentityKey('R-1'), false, true],
    ['somebody:R-1', false, false],
    [undefined, false, false],
  ])('tells of the identity %s whether a stay made it, or we at all', (key, isStays, isOurs) => {
    expect(isStayIdentity(key)).toBe(isStays);
    expect(isOurIdentity(key)).toBe(isOurs);
  });
});

describe('the one of several that is kept', () => {
  const old = { id: 'b', createdAt: '2027-01-01T00:00:00Z', name: 'R-1 Ada' };
  const exact = { id: 'a', createdAt: '2027-01-02T00:00:00Z', name: 'R-1' };
  const twin = { id: 'c', createdAt: '2027-01-02T00:00:00Z', name: 'R-1' };
  const isExact = (one: { readonly name: string }): boolean => one.name === 'R-1';

  it('is the ledger’s, else the one with the whole name, else the oldest', () => {
    expect(chooseOne([exact, twin, old], 'c', isExact).kept).toBe(twin);
    expect(chooseOne([twin, exact, old], undefined, isExact)).toEqual({
      kept: exact,
      doubles: [old, twin],
    });
    expect(chooseOne([twin, old], undefined, () => false).kept).toBe(old);
    expect(chooseOne([], 'c', isExact)).toEqual({ kept: undefined, doubles: [] });
  });
});

describe('what Seam shows of an access', () => {
  const well = {
    userErrors: [],
    userWarnings: [],
    credentialErrors: [],
    isSuspended: false,
    shouldBeSubscribed: true,
    isDoorInTrouble: false,
  };

  it('is read as the trouble that matters most to the guest', () => {
    expect(readTrouble(well)).toBeUndefined();
    expect(readTrouble({ ...well, isSuspended: true })).toBe('AccessSuspended');
    expect(readTrouble({ ...well, isHeld: true })).toBe('HoldNotHeld');
    expect(readTrouble({ ...well, isHeld: true, isSuspended: true })).toBeUndefined();
    const full = {
      ...well,
      userErrors: ['failed_to_update_on_acs_system', 'salto_ks_subscription_limit_exceeded'],
    };
    expect(readTrouble(full)).toBe('NoSeatLeft');
    expect(readTrouble({ ...well, userErrors: ['failed_to_create_on_acs_system'] })).toBe(
      'AccessSystemRefused',
    );
    expect(readTrouble({ ...well, credentialErrors: ['anything'] })).toBe('AccessInTrouble');
    const unsubscribed = { ...well, isSubscribed: false, isDoorInTrouble: true };
    expect(readTrouble(unsubscribed)).toBe('NotSubscribed');
    expect(readTrouble({ ...well, isDoorInTrouble: true })).toBe('EntranceOffline');
    expect(
      readTrouble({ ...well, isSubscribed: false, shouldBeSubscribed: false }),
    ).toBeUndefined();
  });

  it('leaves an access granted whose door is offline', () => {
    expect(isUngranted('EntranceOffline')).toBe(false);
    expect(isUngranted('NoSeatLeft')).toBe(true);
    expect(isUngranted(undefined)).toBe(false);
  });

  it('is read for the whole system before anything is made', () => {
    expect(readSystemTrouble([], [])).toBeUndefined();
    expect(readSystemTrouble([], ['salto_ks_subscription_limit_almost_reached'])).toBe(
      'SiteNearlyFull',
    );
    expect(readSystemTrouble(['salto_ks_subscription_limit_exceeded'], [])).toBe('NoSeatLeft');
    expect(readSystemTrouble(['account_disconnected'], [])).toBe('AccessSystemInTrouble');
  });
});

describe('a moment as callers say it', () => {
  it('is an instant, a local time or a date', () => {
    expect(readWhen('2026-12-24T15:00:00+01:00')).toEqual({
      kind: 'instant',
      epochMs: Date.UTC(2026, 11, 24, 14),
    });
    expect(readWhen('2026-12-24T15:00Z')).toMatchObject({ kind: 'instant' });
    expect(readWhen('2026-12-24T15:00')).toEqual({ kind: 'local', text: '2026-12-24T15:00' });
    expect(readWhen('2028-02-29')).toEqual({ kind: 'date', text: '2028-02-29' });
  });

  it.each([
    '',
    'tomorrow',
    '2026-02-30',
    '2027-02-29',
    '2026-12-24T24:00',
    '2026-12-24 15:00',
    '1999-01-01',
    '9999-01-01',
    '2026-12-24T15:00+1',
  ])('is not %j', (text) => expect(isWhen(text)).toBe(false));
});
