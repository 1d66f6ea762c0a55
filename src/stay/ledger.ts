import { isSameScope, type Scope } from './scope.ts';
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
  /** Until then a request without a clean answer may still commit, mostly a create: look again afterwards. */
  readonly unconfirmedUntil?: string;
  /** Only a check names its system: if Seam does not know that, nothing of the stay is there. */
  readonly isNamed?: true;
  /** Nothing of its scope is known to be there any more, and nobody has looked yet. */
  readonly isProofDue?: true;
  /** The window that Seam was told last. */
  readonly window?: Window;
  /** Somebody else has changed the window since, or a request of ours may have. */
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
  /** The access in its place was seen well: this one goes, whatever becomes of the other, unless it is planned again. */
  readonly isReplaced?: true;
  /** Until then a removal without an answer may still be carried out, although it is wanted again by then. */
  readonly mayGoUntil?: string;
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

/** Whether the PIN that a guest was given is gone in the later ledger. */
export function isPinLost(before: Ledger, after: Ledger): boolean {
  const pins = (ledger: Ledger): readonly LedgerEntry[] =>
    ledger.filter((e) => e.tag !== undefined && e.state === 'live');
  return pins(before).length > pins(after).length;
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

/** Whether it has an id by which it can be removed: the rest goes along, or is found by its mark. */
export function isRemovable({ kind, id }: LedgerEntry): boolean {
  return id !== undefined && kind !== 'membership' && kind !== 'enrollment';
}
