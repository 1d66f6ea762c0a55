import { describe, expect, it } from 'vitest';

import {
  flawNotes,
  guestDigest,
  isSameAddress,
  isSameGuest,
  isSameRecord,
  type Guest,
} from '../../src/stay/guest.ts';

const ada = { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' };

describe('two records of a guest', () => {
  it.each<readonly [string, Guest, Guest, boolean]>([
    ['one account, whatever else', { ...ada, accountId: 'A' }, other({ accountId: 'A' }), true],
    ['two accounts, whatever else', { ...ada, accountId: 'A' }, { ...ada, accountId: 'B' }, false],
    ['an account that only one has', { ...ada, accountId: 'A' }, ada, true],
    ['one e-mail address', ada, other({ email: ' ADA@example.com' }), true],
    ['one phone number', ada, other({ phone: ada.phone }), true],
    ['a word of the name', ada, other({ fullName: 'Guest-Lovelace, A.' }), true],
    ['a name with its accents', named('Zoë Müller'), named('ZOE MULLER'), true],
    ['two letters of a name', named('Li Ng'), named('Li Wu'), false],
    ['a short name to the letter', named('Li Ng'), named('li ng '), true],
    ['nothing', ada, other({}), false],
    ['only the name, which is another', named('Ada Guest'), named('Ben Other'), false],
    ['nothing that both say', { fullName: '', email: ada.email }, named('Ben Other'), true],
    [
      'no name, and another address',
      { ...ada, fullName: '' },
      { fullName: '', email: 'ben@example.com' },
      false,
    ],
  ])('with %s: are of one person?', (_what, a, b, isSame) => {
    expect(isSameGuest(a, b)).toBe(isSame);
    expect(isSameGuest(b, a)).toBe(isSame);
  });

  it('reach one guest unless both say an address, and each another', () => {
    expect(isSameAddress('ada@example.com', 'ADA@example.com')).toBe(true);
    expect(isSameAddress('ada@example.com', undefined)).toBe(true);
    expect(isSameAddress('ada@example.com', 'ada@example.org')).toBe(false);
  });

  it('say the same only to the letter, and if they were read alike', () => {
    expect(isSameRecord(ada, { ...ada, accountId: '' })).toBe(true);
    expect(isSameRecord(ada, { ...ada, fullName: 'ada guest' })).toBe(false);
    expect(isSameRecord(ada, { ...ada, flaws: { phone: 'unreadable' } })).toBe(false);
  });

  it('have digests that tell them apart, and say nothing of them', () => {
    expect(guestDigest('R-1', ada)).toBe(guestDigest('R-1', { ...ada }));
    expect(guestDigest('R-1', ada)).not.toBe(guestDigest('R-2', ada));
    expect(guestDigest('R-1', ada)).not.toBe(guestDigest('R-1', { ...ada, phone: '' }));
    expect(guestDigest('R-1', ada)).not.toMatch(/ada/i);
  });

  it('name the fields that could not be taken as they were, never a value', () => {
    expect(flawNotes({ fullName: 'cut', phone: 'unreadable' })).toEqual([
      'What was sent as guest.fullName is too long and was cut.',
      'What was sent as guest.phone cannot be read and counts as missing.',
    ]);
    expect(flawNotes()).toEqual([]);
  });
});

function other(more: Partial<Guest>): Guest {
  return { fullName: 'Ben Other', email: 'ben@example.com', phone: '+15555550101', ...more };
}

function named(fullName: string): Guest {
  return { fullName };
}
