import { describe, expect, it } from 'vitest';

import {
  accountIdentityKey,
  carriesKey,
  chooseOne,
  isOurIdentity,
  isStayIdentity,
  keyOfName,
  reservationOfIdentity,
  stayIdentityKey,
  userNameOf,
} from '../../src/domain/keys.ts';
import { isUngranted, readSystemTrouble, readTrouble } from '../../src/domain/trouble.ts';
import { isWhen, readWhen } from '../../src/domain/when.ts';

describe('the key of a stay', () => {
  it('is the first word of the name, and not a part of it', () => {
    expect(userNameOf('R-1', 'Ada Guest')).toBe('R-1 Ada Guest');
    expect(userNameOf('R-1')).toBe('R-1');
    expect(carriesKey('R-1 Ada Guest', 'R-1')).toBe(true);
    expect(carriesKey('R-1', 'R-1')).toBe(true);
    expect(carriesKey('R-10 Ada Guest', 'R-1')).toBe(false);
    expect(carriesKey('Ada R-1', 'R-1')).toBe(false);
  });

  it('is another one for the guest’s account than for the stay', () => {
    expect(stayIdentityKey('R-1')).toBe('nightlatch:R-1');
    expect(accountIdentityKey('R-1')).toBe('nightlatch-account:R-1');
  });

  it('leads back to the reservation, from a name as from an identity', () => {
    expect(keyOfName('R-1 Ada Guest')).toBe('R-1');
    expect(reservationOfIdentity(stayIdentityKey('R-1'))).toBe('R-1');
    expect(reservationOfIdentity(accountIdentityKey('R-1'))).toBeUndefined();
  });

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
