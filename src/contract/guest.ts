import { z } from 'zod';

import { GUEST_FIELDS, type Guest, type GuestFieldName, type GuestFlaws } from '../stay/guest.ts';

import { cutText } from './cut-text.ts';
import { isId } from './ids.ts';

const MOST_OF_A_NAME = 200;
const E164 = /^\+[1-9]\d{6,14}$/;
const EMAIL = z.email().max(254);
/** Characters that show nothing: formats, halves of pairs, and letters that Unicode made to fill a place. */
const UNSEEN = /[\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** What a name has at least one of. */
const SEEN = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

export type { Guest } from '../stay/guest.ts';

/**
 * A field of the guest as callers may write it. Anything is taken: nobody is to stand before a shut
 * door because a booking site wrote "n/a" for a phone number that the lock never asks for.
 */
const said = z.custom<string | null>(() => true).optional();

/** Who stays. What a recipe needs of it is checked when the stay is planned, not here. */
export const guestSchema = z
  .strictObject({ fullName: said, email: said, phone: said, accountId: said })
  .transform(readGuest);

/** Reads each field by itself: one that cannot be read counts as missing, and is named in the flaws. */
function readGuest(fields: Readonly<Partial<Record<GuestFieldName, unknown>>>): Guest {
  const read: Partial<Record<GuestFieldName, string>> = {};
  const flaws: GuestFlaws = {};
  for (const name of GUEST_FIELDS) {
    const text = clean(fields[name]);
    if (text === '') continue;
    const value = text === undefined ? undefined : READERS[name](text);
    if (value === undefined) flaws[name] = 'unreadable';
    else read[name] = value;
    if (name === 'fullName' && value !== undefined && value !== text) flaws[name] = 'cut';
  }
  return { fullName: '', ...read, ...(Object.keys(flaws).length > 0 ? { flaws } : {}) };
}

/**
 * A text as it may travel into access systems and key cards: trimmed, NFC, without control, format
 * and bidi characters. Empty if nothing was said; undefined if it is no text.
 */
function clean(value: unknown): string | undefined {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') return undefined;
  return value
    .replaceAll(UNSEEN, '')
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .normalize('NFC')
    .trim();
}

const READERS: Readonly<Record<GuestFieldName, (text: string) => string | undefined>> = {
  fullName: (text) => (SEEN.test(text) ? cutText(text, MOST_OF_A_NAME).trim() : undefined),
  email: (text) => (EMAIL.safeParse(text).success ? text : undefined),
  phone: readPhone,
  accountId: (text) => (isId(text) ? text : undefined),
};

/** Reads "0031 6 1234 5678", "+31 (0)6-1234.5678" and the like; a number without its country is none. */
function readPhone(text: string): string | undefined {
  const digits = text
    .replaceAll(/\(\s*0\s*\)/g, '')
    .replaceAll(/[\s()./\p{Pd}]/gu, '')
    .replace(/^00/, '+');
  return E164.test(digits) ? digits : undefined;
}
