import type { Ledger, LedgerEntry } from './ledger.ts';
import { systemOf } from './scope.ts';
import { hasWindow, isSameInstant } from './window.ts';

/** An access user that is a stay's, as a list of Seam's shows it. */
export interface SeenUser {
  readonly id: string;
  readonly reservationId: string;
  readonly systemId: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
  /** It is being deleted, or was deleted at the access system itself. */
  readonly isGoing?: true;
  /** It is suspended or shows an error. */
  readonly inTrouble?: true;
  /** It has no seat of the site's subscription. */
  readonly isUnsubscribed?: true;
  /** It is younger than the quiet period: the step that made it may not have answered yet. */
  readonly isNew?: true;
}

/**
 * An access user whose whole name is the reservation id of a known stay. It is that stay's if it hangs
 * on the stay's own identity, as at a Salto KS mobile recipe; else it is somebody called like that.
 */
export interface NamedUser extends SeenUser {
  readonly identityId: string;
}

/** A credential, as a list of Seam's shows it. */
export interface SeenCredential {
  readonly id: string;
  readonly systemId: string;
  readonly userId?: string;
  readonly endsAt?: string;
}

/** An identity whose key names a stay: each of its guests may have one. */
export interface SeenIdentity {
  readonly id: string;
  readonly reservationId: string;
  /** Of the guest within the stay; absent for the first. */
  readonly guestNumber?: number;
  /** The access users that hang on it, in every system. */
  readonly userIds: readonly string[];
  readonly isNew?: true;
}

/** What Seam showed, as far as one stay is concerned. */
export interface Sight {
  /** Systems whose lists were read to their end: only there can something be missing. */
  readonly systemIds: ReadonlySet<string>;
  /** The users that are the stay's. */
  readonly users: readonly SeenUser[];
  /** Every credential that was seen, by its id. */
  readonly credentials: ReadonlyMap<string, SeenCredential>;
  /** Users that are no stay's by their name, by their ids: one of ours may have been renamed. */
  readonly strangers: ReadonlySet<string>;
  /** When it was looked at, in epoch milliseconds. */
  readonly now: number;
}

/** What an open stay says of itself. */
export interface StatusToCompare {
  readonly phase: string;
  /** It is known to be in trouble, and the stay is at it. */
  readonly hasProblem: boolean;
  readonly ledger: Ledger;
}

/** Where a stay and Seam differ. */
export interface Comparison {
  /** Something is missing or was changed by somebody else. */
  readonly differs: boolean;
  /** Systems in which there is more of the stay than it knows of. */
  readonly extraIn: readonly string[];
}

/** What Seam shows of an access when it is looked at by itself. */
export interface SeenAccess {
  readonly userId: string;
  readonly groupIds: readonly string[];
  /** A keyed digest of the credential's code. */
  readonly tag?: string;
}

/** The phases in which a stay has what it was granted. Before, it is being made; after, it is being removed. */
const WITH_ACCESS: ReadonlySet<string> = new Set(['granting', 'waiting', 'open']);

/** Compares what an open stay says of itself with what Seam's lists show. */
export function compare(stay: StatusToCompare, sight: Sight): Comparison {
  const isHeld = stay.phase === 'held';
  if (!isHeld && !WITH_ACCESS.has(stay.phase)) return { differs: false, extraIn: [] };
  const granted = stay.ledger.filter(
    (entry) => entry.state === 'live' && sight.systemIds.has(systemOf(entry.scope) ?? ''),
  );
  return {
    differs: isHeld
      ? isLetIn(stay, sight)
      : granted.some((entry) => !isAsInLedger(entry, stay, sight)),
    extraIn: [...new Set(sight.users.filter((user) => isExtra(user, stay)).map((u) => u.systemId))],
  };
}

/** Of a stay that is held nothing is missing: what counts is that nobody has let its guest in. */
function isLetIn({ ledger, hasProblem }: StatusToCompare, { users }: Sight): boolean {
  const isUsable = (id: string): boolean =>
    users.some((user) => user.id === id && !user.inTrouble && !user.isGoing);
  return (
    !hasProblem &&
    ledger.some(
      ({ kind, id = '', suspendedAt }) =>
        kind === 'access-user' && suspendedAt !== undefined && isUsable(id),
    )
  );
}

/** Whether an access that was looked at by itself is as the ledger has it: its doors, and its PIN. */
export function isAccessAsInLedger(ledger: Ledger, seen: SeenAccess): boolean {
  const ofUser = ledger.filter((e) => e.state === 'live' && e.userId === seen.userId);
  const groups = ofUser.flatMap((e) => (e.kind === 'membership' ? [e.id ?? ''] : []));
  // After a reissue the newest is the guest's.
  const tag = ofUser.findLast((e) => e.kind === 'credential')?.tag;
  return isSameSet(groups, seen.groupIds) && isSameTag(tag, seen.tag);
}

function isAsInLedger(entry: LedgerEntry, stay: StatusToCompare, sight: Sight): boolean {
  const id = entry.id ?? '';
  switch (entry.kind) {
    case 'access-user': {
      const user = sight.users.find((one) => one.id === id);
      if (user === undefined) return sight.strangers.has(id);
      return isUserAsInLedger(user, entry, stay, sight.now);
    }
    case 'credential': {
      const credential = sight.credentials.get(id);
      return (
        credential !== undefined &&
        (entry.window === undefined || isSameInstant(credential.endsAt, entry.window.closesAt))
      );
    }
    case 'user-identity':
    case 'enrollment':
    case 'membership':
      // With an identity goes its user; memberships are not in any list.
      return true;
  }
}

function isUserAsInLedger(
  user: SeenUser,
  { window }: LedgerEntry,
  stay: StatusToCompare,
  now: number,
): boolean {
  if (user.isGoing) return false;
  const isInTime = window === undefined || hasWindow(user, window, now);
  const isWell = !user.inTrouble && !(user.isUnsubscribed && stay.phase === 'open');
  return isInTime && (isWell || stay.hasProblem);
}

/** A user of the stay's that it does not know of, and that no create of its own can have made just now. */
function isExtra(user: SeenUser, { ledger }: StatusToCompare): boolean {
  if (user.isNew || user.isGoing) return false;
  const users = ledger.filter((e) => e.kind === 'access-user' && e.state !== 'removed');
  return !users.some(
    (e) => e.id === user.id || (e.id === undefined && systemOf(e.scope) === user.systemId),
  );
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}

/** Digests under different keys cannot be compared: the Seam key was rotated. */
function isSameTag(told: string | undefined, seen: string | undefined): boolean {
  if (told === undefined || seen === undefined) return true;
  return told === seen || told.split(':')[0] !== seen.split(':')[0];
}
