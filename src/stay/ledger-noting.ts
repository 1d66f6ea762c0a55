import { findEntry, type EntryKey, type Ledger, type LedgerEntry } from './ledger.ts';
import { isUnconfirmed } from './unconfirmed.ts';
import type { Window } from './window.ts';

/** What is known of what is only asked for. */
export type AskedFacts = Pick<LedgerEntry, 'guest' | 'isNamed' | 'isProofDue' | 'unconfirmedUntil'>;

/** Notes that a create is about to be sent; an entry that is there already stays as it is. */
export function ask(ledger: Ledger, key: EntryKey, facts: AskedFacts = {}): Ledger {
  const isKnown = findEntry(ledger, key) !== undefined;
  return isKnown ? ledger : [...ledger, { ...key, ...facts, state: 'asked' }];
}

/** Notes what is known of an entry beside what the ledger has of it. */
export function note(ledger: Ledger, key: EntryKey, facts: Partial<LedgerEntry>): Ledger {
  const at = findEntry(ledger, key);
  const entry: LedgerEntry = { ...key, state: 'live', ...at, ...facts };
  return at === undefined ? [...ledger, entry] : ledger.map((e) => (e === at ? entry : e));
}

/** Notes until when a request for an entry may still be carried out: never sooner than was noted before. */
export function noteUnconfirmed(
  ledger: Ledger,
  key: EntryKey,
  facts: Partial<LedgerEntry> & { readonly unconfirmedUntil: string },
): Ledger {
  const before = findEntry(ledger, key)?.unconfirmedUntil ?? '';
  const until = before > facts.unconfirmedUntil ? before : facts.unconfirmedUntil;
  return note(ledger, key, { ...facts, unconfirmedUntil: until });
}

/**
 * Notes what a creating step answered: there it is, and what it does not repeat (unconfirmed, kept,
 * shared, new, to be proven) is over.
 */
export function noteMade(ledger: Ledger, key: EntryKey, facts: Partial<LedgerEntry>): Ledger {
  const at = findEntry(ledger, key);
  if (at === undefined) return [...ledger, { ...key, ...facts, state: 'live' }];
  const {
    unconfirmedUntil: _until,
    kept: _kept,
    shared: _shared,
    isNew: _new,
    mayBeLeft: _left,
    isProofDue: _proof,
    ...known
  } = at;
  const entry: LedgerEntry = { ...known, ...facts, state: 'live' };
  return ledger.map((e) => (e === at ? entry : e));
}

/** Notes the window that Seam was told: what somebody else had changed is overwritten. */
export function noteWindow(ledger: Ledger, key: EntryKey, window: Window): Ledger {
  const at = findEntry(ledger, key);
  if (at === undefined) return ledger;
  const { isWindowChanged: _changed, ...entry } = at;
  return ledger.map((e) => (e === at ? { ...entry, window } : e));
}

/** Notes something of every entry that has this id. */
export function noteOfId(ledger: Ledger, id: string, facts: Partial<LedgerEntry>): Ledger {
  return ledger.map((e) => (e.id === id ? { ...e, ...facts } : e));
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

/** Notes that one entry is over, and when that was seen: gone, or never made. */
export function noteOver(ledger: Ledger, entry: LedgerEntry, goneAt: string): Ledger {
  return ledger.map((e) => (e === entry ? removed(e, goneAt) : e));
}

/** Notes that a scope was emptied: a look has to tell whether there is more of it than was known. */
export function expectProof(ledger: Ledger, { scope, isReplaced }: LedgerEntry): Ledger {
  const key = { kind: 'access-user', scope } as const;
  if (findEntry(ledger, key) !== undefined) return ledger;
  return [
    ...ledger,
    { ...key, state: 'asked', isProofDue: true, ...(isReplaced && { isReplaced }) },
  ];
}

/**
 * Access users and identities that were removed although another may still be made by a late create:
 * they are asked for again, so that somebody looks when that is over. `now` is epoch milliseconds.
 */
export function expectLate(ledger: Ledger, now: number): Ledger {
  let next = ledger;
  for (const { kind, scope, state, unconfirmedUntil, isReplaced } of ledger) {
    const isFound = kind === 'access-user' || kind === 'user-identity';
    if (!isFound || state !== 'removed' || unconfirmedUntil === undefined) continue;
    if (Date.parse(unconfirmedUntil) <= now) continue;
    if (findEntry(next, { kind, scope }) !== undefined) continue;
    const asked = { kind, scope, state: 'asked', unconfirmedUntil } as const;
    next = [...next, { ...asked, ...(isReplaced && { isReplaced }) }];
  }
  return next;
}

/** Forgets what outlives the stay: it may belong to another guest than the next. */
export function forgetKept(ledger: Ledger): Ledger {
  return ledger.map((e) => (e.kept ? { ...e, state: 'removed' } : e));
}

const MOST_REMOVED = 100;

/**
 * Forgets the oldest of what was removed, of which no late create can be any more: the server ends a run
 * whose state has grown too large, with its door open. `now` is epoch milliseconds.
 */
export function withoutOldest(ledger: Ledger, now: number): Ledger {
  const over = ledger.filter((e) => e.state === 'removed' && !isUnconfirmed(e, now));
  const oldest = new Set(over.slice(0, Math.max(0, over.length - MOST_REMOVED)));
  return oldest.size === 0 ? ledger : ledger.filter((e) => !oldest.has(e));
}

/**
 * The entry as gone since it was first seen so. It keeps `unconfirmedUntil`: a late create may make it once more until
 * then.
 */
function removed(entry: LedgerEntry, goneAt: string): LedgerEntry {
  return entry.state === 'removed' ? entry : { ...entry, state: 'removed', goneAt };
}
