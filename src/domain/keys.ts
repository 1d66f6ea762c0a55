/**
 * Seam has no idempotency keys, so a stay's objects carry the reservation id where a look-up can
 * find it: an access user in its name, an identity in its key.
 */

const STAY_IDENTITY = 'nightlatch:';

/** The whole name of a stay's access user. */
export function userNameOf(reservationId: string, guestName?: string): string {
  return guestName === undefined ? reservationId : `${reservationId} ${guestName}`;
}

/** Whether an access user's name carries the stay's key: its first word is the reservation id. */
export function carriesKey(fullName: string, reservationId: string): boolean {
  return keyOfName(fullName) === reservationId;
}

/** What would be the reservation id if the user were a stay's: the first word of its name. */
export function keyOfName(fullName: string): string {
  return fullName.split(' ', 1)[0] ?? '';
}

/** The key of an identity that belongs to the stay and is removed with it. */
export function stayIdentityKey(reservationId: string): string {
  return STAY_IDENTITY + reservationId;
}

/** The reservation id inside a stay's identity key, or undefined if it is another identity's. */
export function reservationOfIdentity(key: string): string | undefined {
  return key.startsWith(STAY_IDENTITY) ? key.slice(STAY_IDENTITY.length) : undefined;
}

/** Whether an identity was made for a stay, whichever: it goes when nobody's access hangs on it. */
export function isStayIdentity(key: string | undefined): boolean {
  return key?.startsWith(stayIdentityKey('')) ?? false;
}

/** The key of an identity that belongs to the guest's account and outlives the stay. */
export function accountIdentityKey(accountId: string): string {
  return `nightlatch-account:${accountId}`;
}

/** Whether we made an identity. One that was at Seam before us is used, and otherwise let alone. */
export function isOurIdentity(key: string | undefined): boolean {
  return isStayIdentity(key) || (key?.startsWith(accountIdentityKey('')) ?? false);
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
