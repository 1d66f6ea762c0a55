import { tryAgain } from '../src/contract/failures.ts';
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
 * The step that makes sure of the guest's app account, to which Seam sends the mobile keys. Its key and
 * its e-mail are unique at Seam, so it is never doubled; one that Seam has under the guest's e-mail is
 * used as it is. One with another e-mail is never used: the key would go to that address.
 */
export function identifying({ seam, clock }: Means) {
  return {
    async identifyGuest(input: IdentifyGuest): Promise<Made> {
      const attempt = currentAttempt(clock);
      const identity = await identityFor(seam, attempt, input);
      const isStays = isStayIdentity(identity.key);
      const isShared = isStays && identity.key !== stayIdentityKey(input.reservationId);
      return {
        id: identity.id,
        ...(isStays ? {} : { kept: true as const }),
        ...(isShared ? { shared: true as const } : {}),
      };
    },
  };
}

/** The account's identity, if the guest has an account and its address is this guest's; else the stay's own. */
async function identityFor(
  seam: Seam,
  attempt: Attempt,
  input: IdentifyGuest,
): Promise<UserIdentity> {
  const { guest, reservationId } = input;
  const details = detailsOf(input);
  const reaches = (identity: UserIdentity): boolean => isAddressOf(guest, identity);
  if (guest.accountId !== undefined) {
    const key = accountIdentityKey(guest.accountId);
    const account = await findOrMake(seam, attempt, { key, ...details }, reaches);
    if (account !== undefined) return account;
  }
  const key = stayIdentityKey(reservationId);
  const own = await findOrMake(seam, attempt, { key, ...details }, reaches);
  if (own !== undefined) return own;
  throw tryAgain(
    'UserInTheWay',
    'The stay’s own identity has another e-mail address than the guest, so the key would go there.',
    { afterMs: attempt.number > 20 ? 300_000 : 30_000, benign: true },
  );
}

function detailsOf({ by, guest }: IdentifyGuest): Omit<NewIdentity, 'key'> {
  const said = guest[by];
  return said === undefined ? {} : { [by]: said };
}

/** Whether a key on the identity reaches this guest. An address that one of the two lacks decides nothing. */
function isAddressOf({ email }: IdentifyGuest['guest'], identity: UserIdentity): boolean {
  return (
    email === undefined ||
    identity.email === undefined ||
    identity.email.toLowerCase() === email.toLowerCase()
  );
}

/** The identity of that key, made if there is none; undefined if it has the address of somebody else. */
async function findOrMake(
  seam: Seam,
  attempt: Attempt,
  wanted: NewIdentity,
  reaches: (identity: UserIdentity) => boolean,
): Promise<UserIdentity | undefined> {
  const keyed =
    (await seam.getIdentity({ key: wanted.key }, attempt.call)) ??
    (await createOrAdopt(seam, attempt, wanted));
  const identity = onceGone(keyed);
  return reaches(identity) ? withEmail(seam, attempt, identity, wanted) : undefined;
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
    return found;
  }
}

/** One of ours that was made without an e-mail gets it, or else gives way to whoever has it. */
async function withEmail(
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
