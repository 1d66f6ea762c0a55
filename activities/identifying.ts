import type { IdentifyGuest, Made } from '../src/contract/steps.ts';
import {
  accountIdentityKey,
  isOurIdentity,
  isStayIdentity,
  stayIdentityKey,
} from '../src/domain/keys.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { NewIdentity, Seam, UserIdentity } from '../src/seam/port.ts';

import { currentAttempt, type Attempt } from './attempt.ts';
import type { Means } from './means.ts';
import { readerOf } from './paging.ts';
import { onceGone } from './presence.ts';

/**
 * The step that makes sure of the guest's app account. Its key and its e-mail are unique at Seam, so
 * it is never doubled; one that Seam has under the same e-mail is adopted, not fought over.
 */
export function identifying({ seam, clock }: Means) {
  return {
    async identifyGuest(input: IdentifyGuest): Promise<Made> {
      const attempt = currentAttempt(clock);
      const wanted = { key: keyOf(input), ...detailsOf(input) };
      const keyed = await seam.getIdentity({ key: wanted.key }, attempt.call);
      const identity =
        keyed === undefined
          ? await createOrAdopt(seam, attempt, wanted)
          : await reachable(seam, attempt, onceGone(keyed), wanted);
      const isShared = isStayIdentity(identity.key) && identity.key !== wanted.key;
      return {
        id: identity.id,
        ...(isStayIdentity(identity.key) ? {} : { kept: true as const }),
        ...(isShared ? { shared: true as const } : {}),
      };
    },
  };
}

function keyOf({ guest, reservationId }: IdentifyGuest): string {
  return guest.accountId === undefined
    ? stayIdentityKey(reservationId)
    : accountIdentityKey(guest.accountId);
}

function detailsOf({ by, guest }: IdentifyGuest): Omit<NewIdentity, 'key'> {
  if (by === 'fullName') return { fullName: guest.fullName };
  return guest.email === undefined ? {} : { email: guest.email };
}

async function createOrAdopt(
  seam: Seam,
  attempt: Attempt,
  wanted: NewIdentity,
): Promise<UserIdentity> {
  try {
    return await seam.createIdentity(wanted, attempt.call);
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    const found =
      (await seam.getIdentity({ key: wanted.key }, attempt.call)) ??
      (await findByEmail(seam, attempt, wanted.email));
    if (found === undefined) throw error;
    return onceGone(found);
  }
}

/** An identity that was made without an e-mail gets one, or else gives way to whoever has it. */
async function reachable(
  seam: Seam,
  attempt: Attempt,
  identity: UserIdentity,
  { email }: NewIdentity,
): Promise<UserIdentity> {
  if (email === undefined || identity.email !== undefined || !isOurIdentity(identity.key))
    return identity;
  try {
    await seam.updateIdentity(identity.id, { email }, attempt.call);
    return identity;
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    const holder = await findByEmail(seam, attempt, email);
    if (holder === undefined) throw error;
    return onceGone(holder);
  }
}

/** Seam gives an identity by its id or its key only; by e-mail it has to be searched for. */
async function findByEmail(
  seam: Seam,
  attempt: Attempt,
  email: string | undefined,
): Promise<UserIdentity | undefined> {
  if (email === undefined) return undefined;
  const [id] = await readerOf(attempt).readAll({
    name: 'identities',
    page: (cursor, call) =>
      seam.findIdentities({ search: email, ...(cursor === undefined ? {} : { cursor }) }, call),
    pick: (identity) =>
      identity.email?.toLowerCase() === email.toLowerCase() ? identity.id : undefined,
  });
  return id === undefined ? undefined : seam.getIdentity({ id }, attempt.call);
}
