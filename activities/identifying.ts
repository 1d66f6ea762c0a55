import { refuse } from '../src/contract/failures.ts';
import type { IdentifyGuest, Made } from '../src/contract/steps.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { NewIdentity, Seam, UserIdentity } from '../src/seam/port.ts';
import { accountIdentityKey, isStayIdentity, stayIdentityKey } from '../src/stay/keys.ts';

import { type Attempt, currentAttempt, firstAttempt } from './attempt.ts';
import { unexplained } from './lagging.ts';
import { afterLook } from './looking-at-system.ts';
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
      return afterLook(seam, attempt.call, input, async () => {
        const identity = await identityFor(seam, attempt, input);
        const isStays = isStayIdentity(identity.key);
        const isShared = isStays && identity.key !== ownKeyOf(input);
        return {
          id: identity.id,
          ...(isStays ? {} : { kept: true as const }),
          ...(isShared ? { shared: true as const } : {}),
        };
      });
    },
  };
}

function ownKeyOf({ reservationId, guestNumber }: IdentifyGuest): string {
  return stayIdentityKey(reservationId, guestNumber);
}

/** The account's identity, if the guest has an account and its address is this guest's; else the stay's own. */
async function identityFor(
  seam: Seam,
  attempt: Attempt,
  input: IdentifyGuest,
): Promise<UserIdentity> {
  const { by, guest, again } = input;
  const details = detailsOf(input);
  if (guest.accountId !== undefined) {
    const account = { key: accountIdentityKey(guest.accountId), ...details };
    const identity = await findOrMake(seam, attempt, account, again);
    // Two stays could give one without an address theirs at the same moment, and one key would go astray.
    const isReached = by !== 'email' || identity.email !== undefined;
    if (isReached && !hasOtherAddress(identity, guest)) return identity;
  }
  const own = await findOrMake(seam, attempt, { key: ownKeyOf(input), ...details }, again);
  if (hasOtherAddress(own, guest)) throw ownIdentityInTheWay();
  return withEmail(seam, attempt, own, details);
}

function detailsOf({ by, guest }: IdentifyGuest): Omit<NewIdentity, 'key'> {
  const said = guest[by];
  return said === undefined ? {} : { [by]: said };
}

/** Whether a key on the identity would reach somebody else. An address that one of the two lacks decides nothing. */
function hasOtherAddress(identity: UserIdentity, { email }: IdentifyGuest['guest']): boolean {
  return (
    email !== undefined &&
    identity.email !== undefined &&
    identity.email.toLowerCase() !== email.toLowerCase()
  );
}

/** It was kept for somebody else's access, or is a guest's before: the stay gives this guest the next number. */
function ownIdentityInTheWay(): Error {
  return refuse(
    'UserInTheWay',
    'The stay’s own identity has another e-mail address than the guest, so the key would go there.',
    { why: 'the stay’s own identity has another e-mail address', ...firstAttempt() },
  );
}

/** The identity of that key, made if there is none; or one that has the guest's e-mail already. */
async function findOrMake(
  seam: Seam,
  attempt: Attempt,
  wanted: NewIdentity,
  again: boolean,
): Promise<UserIdentity> {
  const keyed = await seam.getIdentity({ key: wanted.key }, attempt.call);
  return onceGone(keyed ?? (await createOrAdopt(seam, attempt, wanted, again)));
}

async function createOrAdopt(
  seam: Seam,
  attempt: Attempt,
  wanted: NewIdentity,
  again: boolean,
): Promise<UserIdentity> {
  try {
    // What was asked for is what it has, whatever the answer repeats of it.
    return { ...wanted, ...(await seam.createIdentity(wanted, attempt.call)) };
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    const found =
      (await seam.getIdentity({ key: wanted.key }, attempt.call)) ??
      (await findByEmail(seam, attempt, wanted.email));
    if (found === undefined) throw unexplained(error, attempt, again);
    return found;
  }
}

/** The stay's own identity that was made without an e-mail gets it, or else gives way to whoever has it. */
async function withEmail(
  seam: Seam,
  attempt: Attempt,
  identity: UserIdentity,
  { email }: Omit<NewIdentity, 'key'>,
): Promise<UserIdentity> {
  if (email === undefined || identity.email !== undefined || !isStayIdentity(identity.key))
    return identity;
  try {
    await seam.updateIdentity(identity.id, { email }, attempt.call);
    return identity;
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    const holder = await findByEmail(seam, attempt, email);
    if (holder === undefined) throw unexplained(error, attempt, false);
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
