import { guestAsRead, type ReadGuest } from '../world/guest-as-read.ts';
import type { Says, Word } from '../world/story.ts';

/** One field of what is wanted. */
export interface Field<T> {
  value: T;
  /** The value as it was written: one moment can be written in several ways. */
  text: string;
  revision: number | undefined;
  /** Who wrote it first. */
  by: Word;
}

/** What is wanted, field by field. */
export interface Fields {
  readonly checkIn: Field<number>;
  readonly checkOut: Field<number>;
  readonly listingId: Field<string>;
  readonly guest: Field<ReadGuest>;
  readonly cancelled: Field<boolean>;
}

export const NAMES = ['checkIn', 'checkOut', 'listingId', 'guest', 'cancelled'] as const;

/** What a put says, before any other word. */
export function fieldsOf(word: Word, says: Extract<Says, { kind: 'put' }>): Fields {
  const { revision } = word;
  const field = <T>(value: T, text: string): Field<T> => ({ value, text, revision, by: word });
  return {
    checkIn: field(says.checkIn.at, says.checkIn.text),
    checkOut: field(says.checkOut.at, says.checkOut.text),
    listingId: field(says.listingId, says.listingId),
    guest: field(guestAsRead(says.guest), guestText(says)),
    cancelled: field(false, String(false)),
  };
}

/** A guest record as it is read, to see whether two say the same. */
export function guestText({ guest }: Extract<Says, { kind: 'put' }>): string {
  return JSON.stringify(guestAsRead(guest));
}

export function copyOf({ checkIn, checkOut, listingId, guest, cancelled }: Fields): Fields {
  return {
    checkIn: { ...checkIn },
    checkOut: { ...checkOut },
    listingId: { ...listingId },
    guest: { ...guest },
    cancelled: { ...cancelled },
  };
}

/** Whether both are written alike. */
export function areAlike(a: Fields, b: Fields): boolean {
  return NAMES.every((name) => a[name].text === b[name].text);
}

/** The highest revision of any field; 0 if none was given. */
export function latestOf(fields: Fields): number {
  return Math.max(0, ...NAMES.map((name) => fields[name].revision ?? 0));
}

/** Has the fields know at least these revisions. */
export function raise(
  fields: Fields,
  revisions: Readonly<Partial<Record<keyof Fields, number>>>,
): void {
  for (const name of NAMES) {
    const { revision = 0 } = fields[name];
    const known = Math.max(revision, revisions[name] ?? 0);
    if (known > 0) fields[name].revision = known;
  }
}

/** Whether no stay can be like that: it ends before it begins. */
export function isImpossible({ checkIn, checkOut }: Fields): boolean {
  return checkOut.value <= checkIn.value;
}

/** Whether any field is as this word wrote it. */
export function standsBy(fields: Fields, word: Word): boolean {
  return NAMES.some((name) => fields[name].by === word);
}
