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
  readonly cancelled: Field<boolean>;
}

const WINDOW = ['checkIn', 'checkOut'] as const;
const NAMES = [...WINDOW, 'listingId', 'cancelled'] as const;

/** What a put says, before any other word. */
export function fieldsOf(word: Word, says: Extract<Says, { kind: 'put' }>): Fields {
  const { revision } = word;
  const field = <T>(value: T, text: string): Field<T> => ({ value, text, revision, by: word });
  return {
    checkIn: field(says.checkIn.at, says.checkIn.text),
    checkOut: field(says.checkOut.at, says.checkOut.text),
    listingId: field(says.listingId, says.listingId),
    cancelled: field(false, String(false)),
  };
}

export function copyOf({ checkIn, checkOut, listingId, cancelled }: Fields): Fields {
  return {
    checkIn: { ...checkIn },
    checkOut: { ...checkOut },
    listingId: { ...listingId },
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

/** Whether no stay can be like that: it ends before it begins. */
export function isImpossible({ checkIn, checkOut }: Fields): boolean {
  return checkOut.value <= checkIn.value;
}

/** Who has written check-in or check-out since `base`. */
export function authorsOfWindow(fields: Fields, base: Fields): ReadonlySet<Word> {
  return new Set(
    WINDOW.filter((name) => fields[name].by !== base[name].by).map((name) => fields[name].by),
  );
}

/** Takes back everything that these words wrote: it is again as in `base`. */
export function takeBack(fields: Fields, base: Fields, words: ReadonlySet<Word>): void {
  for (const name of NAMES) {
    if (words.has(fields[name].by)) Object.assign(fields[name], base[name]);
  }
}
