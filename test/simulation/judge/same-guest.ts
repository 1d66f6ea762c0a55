import type { ReadGuest } from '../world/guest-as-read.ts';
import { LISTINGS } from '../world/listings.ts';

/** Names that share a word of so many letters are of one person. */
const LETTERS = 3;

/** Whether two records are of one person, by the contract's rule: what only one of them says decides nothing. */
export function isSamePerson(a: ReadGuest, b: ReadGuest): boolean {
  if (a.accountId && b.accountId) return a.accountId === b.accountId;
  if (isSaid(a.email, b.email) && isAlike(a.email, b.email)) return true;
  if (isSaid(a.phone, b.phone) && isAlike(a.phone, b.phone)) return true;
  const theirs = wordsOf(b.fullName);
  return wordsOf(a.fullName).some((word) => theirs.includes(word));
}

/** Whether a key of that listing which was sent to the one reaches the other, too. */
export function isReachedAs(listingId: string, a: ReadGuest, b: ReadGuest): boolean {
  const recipe = LISTINGS.get(listingId)?.recipe ?? '';
  if (recipe.startsWith('salto-ks-mobile'))
    return !isSaid(a.email, b.email) || isAlike(a.email, b.email);
  if (recipe === 'salto-space-mobile')
    return !isSaid(a.phone, b.phone) || isAlike(a.phone, b.phone);
  return true;
}

function isSaid(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined;
}

function isAlike(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}

function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(({ length }) => length >= LETTERS);
}
