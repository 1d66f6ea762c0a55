import { describe, expect, it } from 'vitest';

import { digestOf } from '../../src/stay/digest.ts';

const SAYS = { checkOut: '2031-05-04', guest: { fullName: 'Ada Guest', phone: '+15555550100' } };

describe('the digest of what a message said', () => {
  it('is the same for the same words in any order', () => {
    const turned = {
      guest: { phone: '+15555550100', fullName: 'Ada Guest' },
      checkOut: '2031-05-04',
    };
    expect(digestOf('key', turned)).toBe(digestOf('key', SAYS));
  });

  it('is the same on every machine and in every release, since stays remember it', () => {
    expect(digestOf('key', SAYS)).toBe('aff4a376');
  });

  it.each([
    { ...SAYS, checkOut: '2031-05-05' },
    { ...SAYS, guest: { ...SAYS.guest, fullName: 'Ida Guest' } },
    { ...SAYS, revision: 1 },
    { guest: SAYS.guest },
    {},
  ])('is another one for other words: %j', (says) => {
    expect(digestOf('key', says)).not.toBe(digestOf('key', SAYS));
  });

  it('is another one under another key, and too short to tell a guest by', () => {
    expect(digestOf('another key', SAYS)).not.toBe(digestOf('key', SAYS));
    expect(digestOf('key', SAYS)).toMatch(/^[\da-f]{8}$/);
  });
});
