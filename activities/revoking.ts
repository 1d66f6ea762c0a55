import { tryAgain } from '../src/contract/failures.ts';
import type { Removal, RemoveIdentity } from '../src/contract/steps.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { AccessUser, Call, Seam } from '../src/seam/port.ts';
import { claimantOn, isOfStay, isStayIdentity } from '../src/stay/keys.ts';

import { acceptedFirst, currentAttempt, lookAgainAfter, type Attempt } from './attempt.ts';
import type { Means } from './means.ts';
import { isStaying } from './presence.ts';
import { usersOfIdentity } from './users-of-identity.ts';

/** The steps that take access away. An accepted removal is not yet a removal: each looks whether it is gone. */
export function revoking({ seam, clock }: Means) {
  return {
    async removeCredential(credentialId: string): Promise<Removal> {
      const attempt = currentAttempt(clock);
      const answer = await seam.deleteCredential(credentialId, attempt.call);
      const removal = gone(attempt, answer);
      if (answer === 'gone') return removal;
      const left = await seam.getCredential(credentialId, attempt.call);
      if (left !== undefined) throw notGone('credential', left.errors, attempt.number);
      return removal;
    },

    async removeAccessUser(userId: string): Promise<Removal> {
      const attempt = currentAttempt(clock);
      const answer = await seam.deleteUser(userId, attempt.call);
      const removal = gone(attempt, answer);
      if (answer === 'gone') return removal;
      const left = await seam.getUser(userId, attempt.call);
      if (left !== undefined) throw notGone('access user', left.errors, attempt.number);
      return removal;
    },

    /** Also an identity that another stay made goes with the last stay whose access hung on it. */
    async removeIdentity(input: RemoveIdentity): Promise<Removal> {
      const { identityId, reservationId, exceptUserIds = [], namedByGuideIn = [] } = input;
      const attempt = currentAttempt(clock);
      const { call, number } = attempt;
      const identity = await seam.getIdentity({ id: identityId }, call);
      if (identity === undefined) return gone(attempt, 'gone');
      if (!isStayIdentity(identity.key)) return { outcome: 'kept' };
      const users = (await usersOfIdentity(seam, call, identity)).filter(isStaying);
      // Seam's delete cascades: whatever hangs on it would go, too.
      if (users.some((user) => exceptUserIds.includes(user.id))) return { outcome: 'kept' };
      const stay = { reservationId, ids: [], namedByGuideIn };
      if (users.some((user) => isOfStay(user, claimantOn(identity, user.systemId, stay)))) {
        throw notGone('access user', [], number);
      }
      // What still hangs on it belongs to somebody else by now.
      if (await isSomebodys(seam, call, users)) return { outcome: 'kept' };
      const answer = await deleteIdentity(seam, call, identityId);
      const removal = gone(attempt, answer);
      if (answer === 'gone') return removal;
      if ((await seam.getIdentity({ id: identityId }, call)) === undefined) return removal;
      throw notGone('identity', [], number);
    },
  };
}

/** Whether anybody's access is among the users. One that enrollment made in a credential manager opens no door. */
export async function isSomebodys(
  seam: Seam,
  call: Call,
  users: readonly AccessUser[],
): Promise<boolean> {
  for (const systemId of new Set(users.map((user) => user.systemId))) {
    if (!(await seam.getSystem(systemId, call)).isCredentialManager) return true;
  }
  return false;
}

/** Seam once asked for the enrollments to be deleted before their identity. */
async function deleteIdentity(seam: Seam, call: Call, id: string): Promise<'accepted' | 'gone'> {
  try {
    return await seam.deleteIdentity(id, call);
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    const enrollments = await seam.listEnrollments(id, call);
    if (enrollments === 'route-gone' || enrollments.length === 0) throw error;
    for (const enrollment of enrollments) await seam.deleteEnrollment(enrollment.id, call);
    return seam.deleteIdentity(id, call);
  }
}

/** Evidence that it is gone. When Seam accepted that first is handed from attempt to attempt. */
function gone(attempt: Attempt, answer: 'accepted' | 'gone'): Removal {
  if (answer === 'gone' && typeof attempt.resumeAt !== 'string') return { outcome: 'gone' };
  return { outcome: 'gone', acceptedAt: acceptedFirst(attempt) };
}

function notGone(what: string, errors: readonly string[], attempt: number): Error {
  const failed = errors.length > 0;
  return tryAgain(
    'RemovalNotDone',
    failed ? `The access system could not remove the ${what}.` : `The ${what} is still there.`,
    { afterMs: lookAgainAfter(attempt), ...(failed ? {} : { benign: true as const }) },
  );
}
