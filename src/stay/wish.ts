import type { GuestFlaws } from './guest.ts';
import { mayBeLater, readWhen } from './when.ts';

/** The guest record, as far as the wish compares it. */
export interface WishGuest {
  readonly fullName: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly accountId?: string | undefined;
  /** What of it was not taken as it was written: of no concern to who it is. */
  readonly flaws?: GuestFlaws | undefined;
}

/** What a wish says, field by field. */
export interface WishValues {
  readonly checkIn: string;
  readonly checkOut: string;
  readonly listingId: string;
  readonly guest: WishGuest;
  readonly cancelled: boolean;
}

export type FieldName = keyof WishValues;

/** One field: its value, the revision that said it, and the word that wrote it. */
export interface Field<V> {
  readonly value: V;
  readonly revision?: number;
  readonly by: number;
}

/** What is wanted now. Written by message handlers only. */
export type Wish = { readonly [F in FieldName]: Field<WishValues[F]> };

/** What one message says. `seq` numbers the words in the order of their arrival, from 1. */
export interface Word {
  readonly seq: number;
  readonly revision?: number;
  readonly says: Partial<WishValues>;
}

/** What became of a word: the wish after it, and the words whose values it stands for. */
export interface Heard {
  readonly wish: Wish;
  /** Fields whose value the word changed. */
  readonly took: readonly FieldName[];
  /** Words that own the fields as this one says them: itself, or whoever said the same before. */
  readonly standsWith: readonly number[];
}

export const FIELDS: readonly FieldName[] = [
  'checkIn',
  'checkOut',
  'listingId',
  'guest',
  'cancelled',
];

/** The wish of a first word, which must say every field. */
export function firstWish(values: WishValues, word: Word): Wish {
  const field = <V>(value: V): Field<V> => ({ value, by: word.seq, ...revisionOf(word.revision) });
  return {
    checkIn: field(values.checkIn),
    checkOut: field(values.checkOut),
    listingId: field(values.listingId),
    guest: field(values.guest),
    cancelled: field(values.cancelled),
  };
}

/**
 * Takes a word into the wish. Each field goes to the newest revision; a word without a revision
 * counts by its arrival. An equal revision that says something else has been overtaken, but for a
 * cancellation: of two words of one revision, the one that shuts the door wins.
 */
export function hear(wish: Wish, word: Word): Heard {
  const took: FieldName[] = [];
  const standsWith = new Set<number>();
  let next = wish;
  for (const name of FIELDS) {
    const said = word.says[name];
    if (said === undefined) continue;
    const field = wish[name];
    const same = isSame(field.value, said);
    if (!same && !overtakes(word, field, name === 'cancelled' && said === true)) continue;
    const by = same ? field.by : word.seq;
    const revision = Math.max(word.revision ?? -1, field.revision ?? -1);
    next = {
      ...next,
      [name]: { value: said, by, ...revisionOf(revision < 0 ? undefined : revision) },
    };
    standsWith.add(by);
    if (!same) took.push(name);
  }
  return { wish: next, took, standsWith: [...standsWith] };
}

/** Takes back the fields that one word wrote: they return to what was applied before. */
export function takeBack(wish: Wish, applied: Wish, seqs: readonly number[]): Wish {
  let next = wish;
  for (const name of FIELDS) {
    if (seqs.includes(wish[name].by)) next = { ...next, [name]: applied[name] };
  }
  return next;
}

/** What an earlier run heard last still counts where the words of this one have no revision. */
export function withRevisions(
  wish: Wish,
  heard: {
    readonly checkIn?: number;
    readonly checkOut?: number;
    readonly listing?: number;
    readonly cancelled?: number;
  },
): Wish {
  return {
    ...wish,
    checkIn: heardBefore(wish.checkIn, heard.checkIn),
    checkOut: heardBefore(wish.checkOut, heard.checkOut),
    listingId: heardBefore(wish.listingId, heard.listing),
    cancelled: heardBefore(wish.cancelled, heard.cancelled),
  };
}

function heardBefore<V>(field: Field<V>, revision: number | undefined): Field<V> {
  return field.revision === undefined && revision !== undefined ? { ...field, revision } : field;
}

/**
 * Whether a wish may keep the stay open for longer than the one that was applied, as far as can be
 * told before it is planned: by its check-out, or by the house times of another listing.
 */
export function mayStayLonger(wish: Wish, applied: Wish): boolean {
  const [checkOut, before] = [wish.checkOut.value, applied.checkOut.value];
  const isElsewhere = wish.listingId.value !== applied.listingId.value;
  const isInstant = readWhen(checkOut)?.kind === 'instant';
  return mayBeLater(checkOut, before) || (isElsewhere && !isInstant);
}

/** Whether any field is still as one of these words said it. */
export function stands(wish: Wish, seqs: readonly number[]): boolean {
  return FIELDS.some((name) => seqs.includes(wish[name].by));
}

/** Whether two guests are the same person to Seam; a name may be corrected. */
export function isSameGuest(a: WishGuest, b: WishGuest): boolean {
  return a.email === b.email && a.phone === b.phone && a.accountId === b.accountId;
}

/** Whether a word is newer than every word heard; one without a revision is, by its arrival. */
export function isNews(wish: Wish, revision: number | undefined): boolean {
  return FIELDS.every((name) => (revision ?? Infinity) > (wish[name].revision ?? -1));
}

/** The highest revision heard; 0 if none was given. */
export function latestRevision(wish: Wish): number {
  return Math.max(0, ...FIELDS.map((name) => wish[name].revision ?? 0));
}

function overtakes(word: Word, field: Field<unknown>, cancels: boolean): boolean {
  if (word.revision === undefined || field.revision === undefined) return true;
  return word.revision > field.revision || (cancels && word.revision === field.revision);
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const one = a as WishGuest;
    const other = b as WishGuest;
    return isSameGuest(one, other) && one.fullName === other.fullName;
  }
  return a === b;
}

function revisionOf(revision: number | undefined): { readonly revision?: number } {
  return revision === undefined ? {} : { revision };
}
