import { describe, expect, it } from 'vitest';

import { guestSchema } from '../../src/contract/guest.ts';
import { changeSchema, reservationSchema, retrySchema } from '../../src/contract/reservation.ts';

const ADA = { fullName: 'Ada Guest' };

describe('a phone number', () => {
  it.each([
    ['+31 6 1234 5678', '+31612345678'],
    ['0031612345678', '+31612345678'],
    ['00 31 (0)6-1234.5678', '+31612345678'],
    ['+1 (555) 555\u20110100', '+15555550100'],
    ['\u202A+1/555/555/0100\u202C', '+15555550100'],
  ])('is read as people write it: %s', (written, phone) => {
    expect(guestSchema.parse({ ...ADA, phone: written })).toEqual({ ...ADA, phone });
  });

  it.each([['n/a'], ['06 1234 5678'], ['+31 6 1234 5678 ext 9'], ['+0'], [15_555_550_100], [{}]])(
    'that cannot be read counts as missing, and is named: %j',
    (phone) => {
      const guest = guestSchema.parse({ ...ADA, phone: phone as string });
      expect(guest).toEqual({ ...ADA, flaws: { phone: 'unreadable' } });
    },
  );
});

describe('an e-mail address', () => {
  it('is read without the blanks around it', () => {
    const email = ' Ada@Example.com\u200B\t';
    expect(guestSchema.parse({ ...ADA, email })).toEqual({ ...ADA, email: 'Ada@Example.com' });
  });

  it.each(['none', 'ada@', 'Ada <ada@example.com>', `${'a'.repeat(250)}@example.com`])(
    'that cannot be read counts as missing, and is named: %s',
    (email) => {
      const guest = guestSchema.parse({ ...ADA, email });
      expect(guest).toEqual({ ...ADA, flaws: { email: 'unreadable' } });
    },
  );
});

describe('a name', () => {
  it.each([
    [' Ada\tGuest\r\n', 'Ada Guest'],
    ['Ada\u2028Guest', 'Ada Guest'],
    ['\u202EAda\u202C Gue\u00ADst', 'Ada Guest'],
    ['Ame\u0301lie', 'Am\u00E9lie'],
    ['\u200B', ''],
  ])('is read without what nobody sees: %j', (fullName, read) => {
    expect(guestSchema.parse({ fullName })).toEqual({ fullName: read });
  });
});

describe('an account that cannot be an id', () => {
  it('counts as missing, so that the stay has an identity of its own', () => {
    const guest = guestSchema.parse({ ...ADA, accountId: 'user:123' });
    expect(guest).toEqual({ ...ADA, flaws: { accountId: 'unreadable' } });
  });
});

describe('a field that says nothing', () => {
  const nothing = { email: '', phone: null, accountId: '' };
  const dates = { checkIn: '2031-05-01', checkOut: '2031-05-04' };

  it('is as one that was left out', () => {
    const booking = { reservationId: 'R-1', listingId: 'loft', ...dates };
    const empty = { guest: { ...ADA, ...nothing }, revision: null, commandId: '' };
    expect(reservationSchema.parse({ ...booking, ...empty })).toEqual({ ...booking, guest: ADA });
    expect(reservationSchema.parse({ ...booking, guest: null })).toEqual({
      ...booking,
      guest: { fullName: '' },
    });
    const change = { ...dates, checkIn: null, listingId: '', revision: 3 };
    expect(changeSchema.parse(change)).toEqual({ checkOut: dates.checkOut, revision: 3 });
    expect(retrySchema.parse({ commandId: null })).toEqual({});
  });

  it('is no change, and no booking', () => {
    expect(changeSchema.safeParse({ checkIn: '', checkOut: null }).success).toBe(false);
    expect(reservationSchema.safeParse({ reservationId: 'R-1', ...dates }).success).toBe(false);
  });
});

describe('a command id', () => {
  it.each(['', 'book 1', 'bücher-1', 'x'.repeat(201), 'tab\t'])(
    'is refused unless it is of the strict grammar: %j',
    (commandId) => {
      const isEmpty = commandId === '';
      expect(retrySchema.safeParse({ commandId }).success).toBe(isEmpty);
    },
  );

  it('may have every printable ASCII character', () => {
    const commandId = `!"#$%&'()*+,-./09:;<=>?@AZ[\\]^_\`az{|}~`;
    expect(retrySchema.parse({ commandId })).toEqual({ commandId });
  });
});
