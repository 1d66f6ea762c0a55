import { digestOf } from './digest.ts';

/** What a reservation may say of the guest. */
export const GUEST_FIELDS = ['fullName', 'email', 'phone', 'accountId'] as const;

export type GuestFieldName = (typeof GUEST_FIELDS)[number];

/** Fields that were not taken as they were written: one that cannot be read counts as missing. */
export type GuestFlaws = Partial<Record<GuestFieldName, 'unreadable' | 'cut'>>;

/** Who stays, as it was read. */
export interface Guest {
  /** Empty if there is none. */
  readonly fullName: string;
  readonly email?: string | undefined;
  /** In E.164 form. */
  readonly phone?: string | undefined;
  readonly accountId?: string | undefined;
  /** What of it was not taken as it was written: of no concern to who it is. */
  readonly flaws?: GuestFlaws | undefined;
}

/** What a person should know of how the guest was read: names of fields, never a value. */
export function flawNotes(flaws: GuestFlaws = {}): readonly string[] {
  return GUEST_FIELDS.flatMap((name) => {
    const flaw = flaws[name];
    return flaw === undefined ? [] : [`What was sent as guest.${name} ${SAYS[flaw]}.`];
  });
}

const SAYS = {
  unreadable: 'cannot be read and counts as missing',
  cut: 'is too long and was cut',
};

/** Whether two guest records say the same, to the letter, and were read alike. */
export function isSameRecord(a: Guest, b: Guest): boolean {
  return GUEST_FIELDS.every(
    (name) => (a[name] ?? '') === (b[name] ?? '') && a.flaws?.[name] === b.flaws?.[name],
  );
}

/**
 * Whether two guest records are of one person: by the account where both have one; else by an e-mail
 * address or a phone number that both have; else by a word of three letters or more in both names.
 * Case, accents and blanks count for nothing. What only one of them says decides nothing.
 */
export function isSameGuest(a: Guest, b: Guest): boolean {
  if (a.accountId && b.accountId) return a.accountId === b.accountId;
  if (isEqual(a.email, b.email) || isEqual(a.phone, b.phone)) return true;
  if (a.fullName !== '' && b.fullName !== '') return isSameName(a.fullName, b.fullName);
  // Nothing that both say tells them apart.
  return !(a.email && b.email) && !(a.phone && b.phone);
}

/** Whether what is sent to the first address reaches the second; one that is not said decides nothing. */
export function isSameAddress(a: string | undefined, b: string | undefined): boolean {
  return !a || !b || isEqual(a, b);
}

/** A short digest of a guest record, to see in a ledger whether something was made for this very one. */
export function guestDigest(reservationId: string, guest: Guest): string {
  return digestOf(
    `${reservationId} guest`,
    GUEST_FIELDS.map((name) => guest[name] ?? ''),
  );
}

function isEqual(a: string | undefined, b: string | undefined): boolean {
  return Boolean(a) && Boolean(b) && plain(a ?? '') === plain(b ?? '');
}

function isSameName(a: string, b: string): boolean {
  return isEqual(a, b) || wordsOf(a).some((word) => wordsOf(b).includes(word));
}

/** The words of a name that are long enough to tell people apart. */
function wordsOf(name: string): readonly string[] {
  return plain(name)
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 3);
}

/** A text without what people write differently: case, accents, blanks around it. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}
