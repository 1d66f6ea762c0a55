import { describe, expect, it } from 'vitest';

import { leaksIn } from '../support/canaries.ts';

import { SINKS } from './sinks.ts';

/** What may leak, each in the shape that it has. */
const WORDS = {
  name: 'Ada Canary-Guest',
  'e-mail address': 'canary+door@example.com',
  'phone number': '+15555550177',
  'address of a key': 'https://keys.example.com/k/canary?t=1',
  'API key': 'seam_canary_key_1',
  token: 'nl_canary-token_0123456789',
};
const PIN = '730164';
const CANARIES = { words: Object.values(WORDS), numbers: [PIN] };

/** How something on its way may have written it; with letters around it, as in a longer text. */
const WRITTEN: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': (secret) => secret,
  'in hexadecimal': (secret) => Buffer.from(`a${secret}b`).toString('hex'),
  'in an address': (secret) => encodeURIComponent(secret),
  'in JSON of ASCII': (secret) =>
    Array.from(secret, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  'in base64': (secret) => Buffer.from(`ab${secret}cd`).toString('base64'),
  'in base64 of an address': (secret) => Buffer.from(`a${secret}cd`).toString('base64url'),
};

describe.each(SINKS)('a secret in $name', ({ plant }) => {
  it('is found, whatever it is and however it is written', async () => {
    for (const [how, write] of Object.entries(WRITTEN)) {
      // One process for each would take a minute: they are planted together.
      const secrets = [...CANARIES.words, `"${PIN}"`];
      const found = leaksIn(await plant(secrets.map(write).join(' ')), CANARIES);
      for (const secret of [...CANARIES.words, PIN])
        expect(
          found.some((leak) => leak.includes(secret)),
          `${secret} ${how}`,
        ).toBe(true);
    }
  });

  it('is not found where it is not', async () => {
    expect(leaksIn(await plant('nothing of it'), CANARIES)).toEqual([]);
  });
});

describe('the search', () => {
  it('finds a word in UTF-16, which only bytes can hold', () => {
    for (const word of CANARIES.words)
      expect(leaksIn(Buffer.from(`x${word}y`, 'utf16le'), CANARIES)).toEqual([`${word} in UTF-16`]);
  });

  it('finds a PIN as such, and takes no part of an id or of a moment for one', () => {
    const at = (text: string) => leaksIn(Buffer.from(text), CANARIES);
    expect(at(`the code ${PIN}, as asked`)).toEqual([`${PIN} bare`]);
    expect(at(`id a${PIN}f, at .${PIN}, 1${PIN}`)).toEqual([]);
  });

  it('has 20 sinks and more, each of another name', () => {
    expect(new Set(SINKS.map(({ name }) => name)).size).toBe(SINKS.length);
    expect(SINKS.length).toBeGreaterThanOrEqual(20);
  });
});
