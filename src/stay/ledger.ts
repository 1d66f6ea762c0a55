import { isSameScope, systemOf, type Scope } from './scope.ts';
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
  readonly scope: Scope;
  /** Of a credential: which one of the stay it is, after a reissue; absent for the first. */
  readonly issue?: number;
  /** The access user that a membership or a credential hangs on. */
  readonly userId?: string;
  /** The identity that an enrollment is of. */
  readonly identityId?: string;
  /** The identity that an access user was hung on. */
  readonly hungOn?: string;
  /** Until then a create without a clean answer may still commit: look again afterwards. */
  readonly unconfirmedUntil?: string;
  /** Only a check names its system: if Seam does not know that, nothing of the stay is there. */
  readonly isNamed?: true;
  /** Nothing of its scope is known to be there any more, and nobody has looked yet. */
  readonly isProofDue?: true;
  /** The window that Seam was last told to hold. */
  readonly window?: Window;
  /** Somebody else has changed it since, or a request of ours may have. */
  readonly isWindowChanged?: true;
  /** Of a membership: a leave was asked for, and has no answer. */
  readonly mayBeLeft?: true;
  /** A keyed digest of stay and code: tells whether the PIN is still the same. */
  readonly tag?: string;
  /** It belongs to the guest's account and outlives the stay. */
  readonly kept?: true;
  /** Another stay made it and may be about to remove it. */
  readonly shared?: true;
  /** A first attempt made it and was answered: nothing hangs on it that this run did not make. */
  readonly isNew?: true;
  /** What an identity was found or made by. */
  readonly by?: 'email' | 'fullName';
  /** A digest of the guest that it was found, made or named for. */
  readonly guest?: string;
  /** Since when Seam was seen to have suspended the access user, because the stay is held. */
  readonly suspendedAt?: string;
  /** A suspension or a resumption was asked for, and has no answer. */
  readonly isSwitching?: true;
  /** When it was resumed: until that is confirmed, a late suspension of ours may still be carried out. */
  readonly resumedAt?: string;
  /** The access system takes no suspension of it: a held stay revokes it instead. */
  readonly cannotSuspend?: true;
  /** The access system did not resume it: it goes, and the guest gets another. */
  readonly cannotResume?: true;
  /** The access system could not remove it, and shows that on it ever since: it goes, and the guest gets another. */
  readonly removalFailed?: true;
  /** When its removal was first asked for, when Seam accepted that, and when it was seen gone. */
  readonly removalAskedAt?: string;
  readonly removalAcceptedAt?: string;
  readonly goneAt?: string;
}

export type Ledger = readonly LedgerEntry[];

/** Which entry a step is about: a membership is told apart by its group's id, a credential by its issue. */
export interface EntryKey {
  readonly kind: LedgerKind;
  readonly scope: Scope;
  readonly id?: string;
  readonly issue?: number;
}

/** What is known of what is only asked for. */
export type AskedFacts = Pick<LedgerEntry, 'guest' | 'isNamed' | 'isProofDue' | 'unconfirmedUntil'>;

/*
 * The life of a create without a clean answer: until `unconfirmedUntil` it may still commit (`isUnconfirmed`). While
 * nothing of it has an id, it can only be waited for (`isAwaited`). Afterwards a look tells what became of it
 * (`isLookDue`), and the look clears `unconfirmedUntil`. A removed entry keeps it: what was removed may be made
 * once more until then (`lateUntil`).
 */

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

/** Notes until when a request for it may still be carried out: one of a step before is over no sooner. */
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

/** Notes the window that Seam was told to hold: what somebody else had changed is over with it. */
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

/** Notes that a scope was emptied: a look has to tell whether there is more of it than was known. */
export function expectProof(ledger: Ledger, scope: Scope): Ledger {
  const key = { kind: 'access-user', scope } as const;
  if (findEntry(ledger, key) !== undefined) return ledger;
  return [...ledger, { ...key, state: 'asked', isProofDue: true }];
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

/** Whether the PIN that a guest was given is gone in the later ledger. */
export function isPinLost(before: Ledger, after: Ledger): boolean {
  const pins = (ledger: Ledger): readonly LedgerEntry[] =>
    ledger.filter((e) => e.tag !== undefined && e.state === 'live');
  return pins(before).length > pins(after).length;
}

/** Notes that one entry is over, and when that was seen: gone, or never made. */
export function noteOver(ledger: Ledger, entry: LedgerEntry, goneAt: string): Ledger {
  return ledger.map((e) => (e === entry ? removed(e, goneAt) : e));
}

/** Forgets what outlives the stay: it may belong to another guest than the next. */
export function forgetKept(ledger: Ledger): Ledger {
  return ledger.map((e) => (e.kept ? { ...e, state: 'removed' } : e));
}

/**
 * Until when a late request may still be carried out for something that was removed: a create that brings it
 * back, or a leave of what is joined again. None if that is over by `now`, in epoch milliseconds.
 */
export function lateUntil(
  ledger: Ledger,
  { kind, scope, id, issue }: EntryKey,
  now: number,
): string | undefined {
  const late = ledger.flatMap((e) =>
    e.kind === kind &&
    isSameScope(e.scope, scope) &&
    (id === undefined || e.id === id) &&
    (issue === undefined || issueOf(e) === issue) &&
    e.state === 'removed'
      ? [e.unconfirmedUntil ?? '']
      : [],
  );
  return late
    .filter((until) => Date.parse(until) > now)
    .toSorted()
    .at(-1);
}

/** Until when a create of that kind may still commit in that scope, whichever entry it was for. */
export function unconfirmedOfKind(ledger: Ledger, { kind, scope }: EntryKey): string | undefined {
  return ledger
    .flatMap((e) =>
      e.kind === kind && isSameScope(e.scope, scope) ? (e.unconfirmedUntil ?? []) : [],
    )
    .toSorted()
    .at(-1);
}

/**
 * Access users and identities that were removed although another may still be made by a late create:
 * they are asked for again, so that somebody looks when that is over. `now` is epoch milliseconds.
 */
export function expectLate(ledger: Ledger, now: number): Ledger {
  let next = ledger;
  for (const { kind, scope, state, unconfirmedUntil } of ledger) {
    const isFound = kind === 'access-user' || kind === 'user-identity';
    if (!isFound || state !== 'removed' || unconfirmedUntil === undefined) continue;
    if (Date.parse(unconfirmedUntil) <= now) continue;
    if (findEntry(next, { kind, scope }) !== undefined) continue;
    next = [...next, { kind, scope, state: 'asked', unconfirmedUntil }];
  }
  return next;
}

/** The entry of that kind in that scope which is not removed. */
export function findEntry(ledger: Ledger, key: EntryKey): LedgerEntry | undefined {
  return ledger.find(
    (e) =>
      e.kind === key.kind &&
      e.state !== 'removed' &&
      (key.id === undefined || e.id === key.id) &&
      (key.issue === undefined || issueOf(e) === key.issue) &&
      isSameScope(e.scope, key.scope),
  );
}

/** The live entry of that key. */
export function findLive(ledger: Ledger, key: EntryKey): LedgerEntry | undefined {
  return ledger.find((e) => e.state === 'live' && findEntry([e], key) !== undefined);
}

/** Which credential of the stay an entry is, from 1. */
export function issueOf({ issue = 1 }: Pick<LedgerEntry, 'issue'>): number {
  return issue;
}

/** Everything that may still be there: what was asked for or is live, and does not outlive the stay. */
export function remaining(ledger: Ledger): readonly LedgerEntry[] {
  return ledger.filter((e) => e.state !== 'removed' && e.kept !== true);
}

/**
 * Whether it can only be waited for: a request for it may still be carried out, and there is nothing
 * of it that could be removed by an id of its own. `now` is epoch milliseconds.
 */
export function isAwaited(entry: LedgerEntry, now: number): boolean {
  return isUnconfirmed(entry, now) && !isRemovable(entry) && !entry.isProofDue;
}

/** Whether it has an id by which it can be removed: the rest goes along, or is found by its mark. */
export function isRemovable({ kind, id }: LedgerEntry): boolean {
  return id !== undefined && kind !== 'membership' && kind !== 'enrollment';
}

/** Whether a create without a clean answer may still commit. `now` is epoch milliseconds. */
export function isUnconfirmed({ unconfirmedUntil }: LedgerEntry, now: number): boolean {
  return unconfirmedUntil !== undefined && Date.parse(unconfirmedUntil) > now;
}

/** Whether a create can commit late no more, so that a look can tell what became of it. */
export function isLookDue({ unconfirmedUntil }: LedgerEntry, now: number): boolean {
  return unconfirmedUntil !== undefined && Date.parse(unconfirmedUntil) <= now;
}

/** Ids of that kind that the ledger holds under another key: neither adopted nor counted as doubles there. */
export function idsUnderOtherKeys(ledger: Ledger, key: EntryKey): readonly string[] {
  const { kind, scope, issue } = key;
  return ledger.flatMap((e) =>
    e.kind === kind &&
    e.state !== 'removed' &&
    e.id !== undefined &&
    !(isSameScope(e.scope, scope) && (issue === undefined || issueOf(e) === issue))
      ? [e.id]
      : [],
  );
}

/** The access groups that an access is in, as far as the ledger knows. */
export function groupsIn(ledger: Ledger, scope: Scope): readonly string[] {
  return ledger.flatMap((e) =>
    e.kind === 'membership' &&
    e.state === 'live' &&
    e.id !== undefined &&
    isSameScope(e.scope, scope)
      ? [e.id]
      : [],
  );
}

/** Those of the access systems of a ledger that only checks have named. */
export function systemsOnlyNamed(ledger: Ledger): readonly string[] {
  const known = systemsOf(ledger.filter(({ isNamed }) => !isNamed));
  return systemsOf(ledger).filter((id) => !known.includes(id));
}

/** The access systems in which a ledger has asked for anything. */
export function systemsOf(ledger: Ledger): readonly string[] {
  return [...new Set(ledger.flatMap(({ scope }) => systemOf(scope) ?? []))];
}

/** Gone, since it was seen first; but until when it is unconfirmed outlives what it is about. */
function removed(entry: LedgerEntry, goneAt: string): LedgerEntry {
  return entry.state === 'removed' ? entry : { ...entry, state: 'removed', goneAt };
}
