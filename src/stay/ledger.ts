import type { Window } from './window.ts';

/** Kinds of objects that a stay makes at Seam. */
export type LedgerKind =
  | 'user-identity'
  | 'enrollment'
  | 'access-user'
  | 'membership'
  | 'credential';

/** `asked`: a create may have been sent; `live`: it answered; `removed`: seen gone. */
export type EntryState = 'asked' | 'live' | 'removed';

/** One object at Seam that belongs to the stay, written before and after the step that makes it. */
export interface LedgerEntry {
  readonly kind: LedgerKind;
  readonly id?: string;
  readonly state: EntryState;
  /** The plan's place that it was made for: an access that is moved elsewhere leaves its entries behind. */
  readonly place: string;
  /** The access user that a membership or a credential hangs on. */
  readonly userId?: string;
  /** The identity that an enrollment is of. */
  readonly identityId?: string;
  /** The identity that an access user was hung on. */
  readonly hungOn?: string;
  /** Until then a create without a clean answer may still commit: look again afterwards. */
  readonly unconfirmedUntil?: string;
  /** The window that Seam was last told to hold. */
  readonly window?: Window;
  /** A keyed digest of credential id and code: tells whether the PIN is still the same. */
  readonly tag?: string;
  /** It belongs to the guest's account and outlives the stay. */
  readonly kept?: true;
  /** Another stay made it and may be about to remove it. */
  readonly shared?: true;
  /** What an identity was found or made by. */
  readonly by?: 'email' | 'fullName';
  /** The word that named the guest it was found or made for. */
  readonly guest?: number;
  /** When its removal was first asked for, when Seam accepted that, and when it was seen gone. */
  readonly removalAskedAt?: string;
  readonly removalAcceptedAt?: string;
  readonly goneAt?: string;
}

export type Ledger = readonly LedgerEntry[];

/** The place of what belongs to the stay as a whole: an access that moves takes it along. */
export const ANYWHERE = '*';

/** Which entry a step is about. A membership is told apart by its group, which is its id. */
export interface EntryKey {
  readonly kind: LedgerKind;
  readonly place: string;
  readonly id?: string;
}

/** Notes that a create is about to be sent; an entry that is there already stays as it is. */
export function ask(ledger: Ledger, key: EntryKey): Ledger {
  return findEntry(ledger, key) === undefined ? [...ledger, { ...key, state: 'asked' }] : ledger;
}

/** Notes what is known of an entry beside what the ledger has of it. */
export function note(ledger: Ledger, key: EntryKey, facts: Partial<LedgerEntry>): Ledger {
  const at = findEntry(ledger, key);
  const entry: LedgerEntry = { ...key, state: 'live', ...at, ...facts };
  return at === undefined ? [...ledger, entry] : ledger.map((e) => (e === at ? entry : e));
}

/**
 * Notes what a creating step answered: there it is, and what it does not repeat (doubt, keeping,
 * sharing) is over.
 */
export function noteMade(ledger: Ledger, key: EntryKey, facts: Partial<LedgerEntry>): Ledger {
  const at = findEntry(ledger, key);
  if (at === undefined) return [...ledger, { ...key, ...facts, state: 'live' }];
  const { unconfirmedUntil: _doubt, kept: _kept, shared: _shared, ...known } = at;
  const entry: LedgerEntry = { ...known, ...facts, state: 'live' };
  return ledger.map((e) => (e === at ? entry : e));
}

/**
 * Notes that an object was seen gone, and when; with an access user go its memberships and
 * credentials, with an identity the enrollment of its phones.
 */
export function noteGone(ledger: Ledger, id: string, goneAt: string): Ledger {
  return ledger.map((e) =>
    e.id === id || e.userId === id || e.identityId === id ? removed(e, goneAt) : e,
  );
}

/** Whether the PIN that a guest was given is gone in the later ledger. */
export function isPinLost(before: Ledger, after: Ledger): boolean {
  const pins = (ledger: Ledger): readonly LedgerEntry[] =>
    ledger.filter((e) => e.tag !== undefined && e.state === 'live');
  return pins(before).length > pins(after).length;
}

/** Notes that one entry is settled, and when that was seen: gone, or never made. */
export function settle(ledger: Ledger, entry: LedgerEntry, goneAt: string): Ledger {
  return ledger.map((e) => (e === entry ? removed(e, goneAt) : e));
}

/** Lets go of what outlives the stay: it may belong to another guest than the next. */
export function settleKept(ledger: Ledger): Ledger {
  return ledger.map((e) => (e.kept ? { ...e, state: 'removed' } : e));
}

/**
 * Until when a late request may still be carried out for something that was removed: a create that brings it
 * back, or a leave of what is joined again. None if that is over by `now`, in epoch milliseconds.
 */
export function lateUntil(
  ledger: Ledger,
  { kind, place, id }: EntryKey,
  now: number,
): string | undefined {
  const doubts = ledger.flatMap((e) =>
    e.kind === kind &&
    e.place === place &&
    (id === undefined || e.id === id) &&
    e.state === 'removed'
      ? [e.unconfirmedUntil ?? '']
      : [],
  );
  return doubts
    .filter((until) => Date.parse(until) > now)
    .toSorted()
    .at(-1);
}

/**
 * Access users that were removed although another may still be made by a late create: they are asked
 * for again, so that somebody looks when that is over. `now` is epoch milliseconds.
 */
export function expectLate(ledger: Ledger, now: number): Ledger {
  let next = ledger;
  for (const { kind, place, state, unconfirmedUntil } of ledger) {
    if (kind !== 'access-user' || state !== 'removed' || unconfirmedUntil === undefined) continue;
    if (Date.parse(unconfirmedUntil) <= now || findEntry(next, { kind, place }) !== undefined)
      continue;
    next = [...next, { kind, place, state: 'asked', unconfirmedUntil }];
  }
  return next;
}

/** The entry of that kind at that place which is not removed. */
export function findEntry(ledger: Ledger, key: EntryKey): LedgerEntry | undefined {
  return ledger.find(
    (e) =>
      e.kind === key.kind &&
      e.place === key.place &&
      e.state !== 'removed' &&
      (key.id === undefined || e.id === key.id),
  );
}

/** The live entry of that kind at that place. */
export function findLive(ledger: Ledger, kind: LedgerKind, place: string): LedgerEntry | undefined {
  return ledger.find((e) => e.kind === kind && e.place === place && e.state === 'live');
}

/** Everything that may still be there: what was asked for or is live, and does not outlive the stay. */
export function remaining(ledger: Ledger): readonly LedgerEntry[] {
  return ledger.filter((e) => e.state !== 'removed' && e.kept !== true);
}

/**
 * Whether it can only be waited for: a request for it may still be carried out, and there is nothing
 * of it that could be removed by an id of its own. `now` is epoch milliseconds.
 */
export function isAwaited({ kind, id, unconfirmedUntil }: LedgerEntry, now: number): boolean {
  if (unconfirmedUntil === undefined || Date.parse(unconfirmedUntil) <= now) return false;
  return id === undefined || kind === 'membership' || kind === 'enrollment';
}

/** What may still be there of accesses at other places than this one. */
export function remainingElsewhere(ledger: Ledger, place: string): readonly LedgerEntry[] {
  return remaining(ledger).filter((e) => e.place !== place && e.place !== ANYWHERE);
}

/** Ids that the ledger holds under other places: neither adopted nor counted as doubles there. */
export function idsElsewhere(ledger: Ledger, kind: LedgerKind, place: string): readonly string[] {
  return ledger.flatMap((e) =>
    e.kind === kind && e.place !== place && e.state !== 'removed' && e.id !== undefined
      ? [e.id]
      : [],
  );
}

/** The access groups that an access at a place is in, as far as the ledger knows. */
export function groupsAt(ledger: Ledger, place: string): readonly string[] {
  return ledger.flatMap((e) =>
    e.kind === 'membership' && e.place === place && e.state === 'live' && e.id !== undefined
      ? [e.id]
      : [],
  );
}

/** Gone, since it was seen first; but a doubt outlives what it is about. */
function removed(entry: LedgerEntry, goneAt: string): LedgerEntry {
  return entry.state === 'removed' ? entry : { ...entry, state: 'removed', goneAt };
}
