import { refuse, tryAgain } from '../src/contract/failures.ts';
import type { AddAccessUser } from '../src/contract/steps.ts';
import type { AccessUser, Seam, UserIdentity } from '../src/seam/port.ts';
import { reservationOfName, stayIdentityKey } from '../src/stay/keys.ts';

import { askAtOnce } from './asking-at-once.ts';
import { type Attempt, firstAttempt, waitForOthers } from './attempt.ts';
import { readerOf } from './paging.ts';
import { isStaying } from './presence.ts';
import { usersOfIdentity } from './users-of-identity.ts';

/**
 * Why an access system takes no access user for the stay, if it is due to a user that is not the
 * stay's: one on the guest's identity, or one of the same name or e-mail address where these are
 * unique. It is named as the reason and never taken over. Undefined if nobody is in the way.
 */
export async function whoIsInTheWay(
  seam: Seam,
  attempt: Attempt,
  { identityId, systemId, reservationId, isNamedByGuide }: AddAccessUser,
): Promise<Error | undefined> {
  const identity =
    identityId === undefined ? undefined : await seam.getIdentity({ id: identityId }, attempt.call);
  if (identity !== undefined) {
    const users = await usersOfIdentity(seam, attempt.call, identity);
    const holder = users.find((user) => user.systemId === systemId && isStaying(user));
    if (holder !== undefined) {
      return isOfSomeStay(holder, identity)
        ? guestHasAnotherStay(attempt.number)
        : userInTheWay('hangs on the guest’s identity');
    }
    if (await isEmailTaken(seam, attempt, identity, systemId)) {
      return userInTheWay('has the guest’s e-mail address');
    }
  }
  const hasOurName = ({ fullName }: AccessUser): boolean => fullName === reservationId;
  return isNamedByGuide &&
    (await isAnybody(seam, attempt, 'by-name', systemId, reservationId, hasOurName))
    ? userInTheWay('has the reservation id for its name')
    : undefined;
}

/** Whether a user is a stay's, this one's or another's: by its mark, or by the guide's name on that stay's own identity. */
function isOfSomeStay({ fullName }: AccessUser, { key }: UserIdentity): boolean {
  return reservationOfName(fullName) !== undefined || key === stayIdentityKey(fullName);
}

/** Whether another access user of the system, which is no stay's, has the e-mail address of the identity. */
export async function isEmailTaken(
  seam: Seam,
  attempt: Attempt,
  { id, email }: UserIdentity,
  systemId: string,
): Promise<boolean> {
  if (email === undefined) return false;
  return isAnybody(
    seam,
    attempt,
    'by-email',
    systemId,
    email,
    (user) =>
      user.email?.toLowerCase() === email.toLowerCase() &&
      user.identityId !== id &&
      reservationOfName(user.fullName) === undefined,
  );
}

async function isAnybody(
  seam: Seam,
  attempt: Attempt,
  kind: 'by-name' | 'by-email',
  systemId: string,
  search: string,
  isMeant: (user: AccessUser) => boolean,
): Promise<boolean> {
  const found = await readerOf(attempt).readAll({
    name: `in-the-way/${kind}/${systemId}`,
    page: (cursor, call) =>
      seam.findUsers({ systemId, search, ...(cursor === undefined ? {} : { cursor }) }, call),
    pick: (user: AccessUser) => (isStaying(user) && isMeant(user) ? user.id : undefined),
  });
  // A list may show yet who is gone.
  const users = await askAtOnce(found.map((id) => seam.getUser(id, attempt.call)));
  return users.some((user) => isStaying(user) && isMeant(user));
}

function userInTheWay(why: string): Error {
  return refuse(
    'UserInTheWay',
    `The access system refuses the guest’s access user: another one, which is not this stay’s, ${why}.`,
    { why: `another user ${why}`, ...firstAttempt() },
  );
}

function guestHasAnotherStay(attempt: number): Error {
  return tryAgain(
    'GuestHasAnotherStay',
    'The guest’s identity has another access user in this system.',
    { afterMs: waitForOthers(attempt), benign: true },
  );
}
