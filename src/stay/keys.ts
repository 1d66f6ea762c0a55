/**
 * Seam has no idempotency keys, so a stay's objects carry its reservation id where a look-up can find
 * it: an access user in its name, an identity in its key. A name is also what people type, so an id in
 * a name is evidence only as part of a mark that nobody types.
 */

const MARK = 'nl:';
const STAY_IDENTITY = 'nightlatch:';
const ACCOUNT_IDENTITY = 'nightlatch-account:';

/** A mark and, behind it, the number of the guest within the stay; absent for the first. */
const MARKED = /^nl:([A-Za-z0-9._-]{1,64})(?::[1-9]\d*)?$/;

/** The number of a guest at the end of a mark or of a key. */
const NUMBER = /:([1-9]\d*)$/;

/** Longest names to try, in UTF-16 units, where an access system refuses the guest's whole name. */
const SHORTER = [100, 60, 40, 30, 20];

/** The type of access system whose mobile guides name a stay's user by the reservation id. */
export const SALTO_KS_SITE = 'salto_ks_site';

/** An access user, as far as it tells whose it is. */
export interface Claimed {
  readonly id: string;
  readonly fullName: string;
  readonly identityId?: string;
}

/** What a stay knows of itself, to tell its access users from everybody else's. */
export interface Claimant {
  readonly reservationId: string;
  /** Ids of access users in the stay's ledger. */
  readonly ids: readonly string[];
  /** The stay's own identity, where a Salto KS mobile guide names the user by the reservation id. */
  readonly ownIdentityId?: string | undefined;
  /** The guest within the stay whose users alone are meant, from 1; absent: whichever guest's. */
  readonly guestNumber?: number;
}

/**
 * Whether an access user is the stay's: by its ledger, by the mark in the name, or because it has the
 * name that the Salto KS mobile guides give and hangs on the stay's own identity. A reservation id as
 * such is no evidence: the front desk calls its cleaner "305 Cleaning".
 */
export function isOfStay({ id, fullName, identityId }: Claimed, stay: Claimant): boolean {
  const { reservationId, ids, ownIdentityId, guestNumber } = stay;
  const isNamedByGuide = fullName === reservationId && ownIdentityId !== undefined;
  const isMarked =
    guestNumber === undefined
      ? carriesMark(fullName, reservationId)
      : firstWordOf(fullName) === markOf(reservationId, guestNumber);
  return ids.includes(id) || isMarked || (isNamedByGuide && identityId === ownIdentityId);
}

/**
 * The stay as it knows its users on one of its identities, in an access system. A Salto KS mobile guide names only the
 * first guest's by the reservation id.
 */
export function claimantOn(
  { id, key }: { readonly id: string; readonly key?: string | undefined },
  systemId: string,
  stay: {
    readonly reservationId: string;
    readonly ids: readonly string[];
    readonly namedByGuideIn: readonly string[];
  },
): Claimant {
  const { reservationId, ids, namedByGuideIn } = stay;
  const isByGuide = namedByGuideIn.includes(systemId) && key === stayIdentityKey(reservationId);
  return { reservationId, ids, ownIdentityId: isByGuide ? id : undefined };
}

/** Whether the first word of an access user's name is the mark of the stay, whichever guest's of it. */
export function carriesMark(fullName: string, reservationId: string): boolean {
  return reservationOfName(fullName) === reservationId;
}

/** The reservation id in the mark of an access user's name, or undefined if it carries none. */
export function reservationOfName(fullName: string): string | undefined {
  return MARKED.exec(firstWordOf(fullName))?.[1];
}

/** The number of the guest within the stay in an access user's name or an identity's key; 1 where it says none. */
export function guestNumberIn(nameOrKey: string): number {
  return Number(NUMBER.exec(firstWordOf(nameOrKey))?.[1] ?? 1);
}

/**
 * The names that a stay's access user may get, the best first: the mark and the guest's name. The
 * others are for a system that refuses the whole one: without pictures and shorter, at last the mark alone.
 * `guestNumber` is the guest's within the stay, from 1.
 */
export function userNamesOf(
  reservationId: string,
  guestName: string | undefined,
  guestNumber = 1,
): readonly [string, ...string[]] {
  const mark = markOf(reservationId, guestNumber);
  if (guestName === undefined || guestName === '') return [mark];
  const whole = `${mark} ${guestName}`;
  const plain = `${mark} ${withoutPictures(guestName)}`;
  const shorter = SHORTER.filter((most) => most < plain.length && most > mark.length + 1);
  const names = [plain, ...shorter.map((most) => cut(plain, most)), mark];
  return [whole, ...new Set(names).difference(new Set([whole]))];
}

/**
 * The key of an identity that belongs to the stay and is removed with it: one for each of its guests,
 * who are numbered from 1.
 */
export function stayIdentityKey(reservationId: string, guestNumber = 1): string {
  return numbered(STAY_IDENTITY + reservationId, guestNumber);
}

/** The reservation id inside a stay's identity key, or undefined if it is another identity's. */
export function reservationOfIdentity(key: string): string | undefined {
  return key.startsWith(STAY_IDENTITY)
    ? key.slice(STAY_IDENTITY.length).replace(NUMBER, '')
    : undefined;
}

/** Whether an identity was made for a stay, whichever: it goes when nobody's access hangs on it. */
export function isStayIdentity(key: string | undefined): boolean {
  return key?.startsWith(STAY_IDENTITY) ?? false;
}

/** The key of an identity that belongs to the guest's account and outlives the stay. */
export function accountIdentityKey(accountId: string): string {
  return ACCOUNT_IDENTITY + accountId;
}

/** Whether we made an identity. One that was at Seam before us is used, and otherwise let alone. */
export function isOurIdentity(key: string | undefined): boolean {
  return isStayIdentity(key) || (key?.startsWith(ACCOUNT_IDENTITY) ?? false);
}

/**
 * Of several objects with one key, the one to keep: the ledger's own, else by the whole name, else
 * the oldest. The rest are doubles.
 */
export function chooseOne<T extends { readonly id: string; readonly createdAt: string }>(
  candidates: readonly T[],
  ours: string | undefined,
  isExact: (candidate: T) => boolean,
): { readonly kept: T | undefined; readonly doubles: readonly T[] } {
  const oldestFirst = candidates.toSorted(
    (a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt) || (a.id < b.id ? -1 : 1),
  );
  const kept =
    oldestFirst.find((c) => c.id === ours) ?? oldestFirst.find(isExact) ?? oldestFirst[0];
  return { kept, doubles: oldestFirst.filter((c) => c !== kept) };
}

/** The first word of the name of a guest's access user. */
function markOf(reservationId: string, guestNumber: number): string {
  return numbered(MARK + reservationId, guestNumber);
}

/** The first guest of a stay has no number: most stays have no other. */
function numbered(key: string, guestNumber: number): string {
  return guestNumber === 1 ? key : `${key}:${guestNumber}`;
}

function firstWordOf(fullName: string): string {
  return fullName.split(' ', 1)[0] ?? '';
}

/** A name without the pictures that some access systems refuse, and without the blanks they leave. */
function withoutPictures(name: string): string {
  return name
    .replaceAll(/[\p{Extended_Pictographic}\p{Emoji_Component}\p{Co}]/gu, (character) =>
      /[\d#*]/.test(character) ? character : '',
    )
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

/** The beginning of a text, without half a character and without a blank at its end. */
function cut(text: string, most: number): string {
  return text
    .slice(0, most)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd();
}
