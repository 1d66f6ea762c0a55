import { tryAgain } from '../src/contract/failures.ts';
import type { Absence, Found, ProveAbsence, RemoveIdentity } from '../src/contract/steps.ts';
import { carriesKey, stayIdentityKey } from '../src/domain/keys.ts';
import type { AccessUser, Call, Seam } from '../src/seam/port.ts';

import { currentAttempt, lookAgainAfter, type Attempt } from './attempt.ts';
import { readAll } from './doubles.ts';
import type { Means } from './means.ts';

/** The steps that take access away, and look whether it is gone. An accepted removal is not yet a removal. */
export function revoking({ seam, clock }: Means) {
  return {
    async removeCredential(credentialId: string): Promise<void> {
      const { call, number } = currentAttempt(clock);
      if ((await seam.deleteCredential(credentialId, call)) === 'gone') return;
      const left = await seam.getCredential(credentialId, call);
      if (left !== undefined) throw notGone('credential', left.errors, number);
    },

    async removeAccessUser(userId: string): Promise<void> {
      const { call, number } = currentAttempt(clock);
      if ((await seam.deleteUser(userId, call)) === 'gone') return;
      const left = await seam.getUser(userId, call);
      if (left !== undefined) throw notGone('access user', left.errors, number);
    },

    async removeIdentity({ identityId, reservationId }: RemoveIdentity): Promise<'gone' | 'kept'> {
      const { call, number } = currentAttempt(clock);
      const identity = await seam.getIdentity({ id: identityId }, call);
      if (identity === undefined) return 'gone';
      if (identity.key !== stayIdentityKey(reservationId)) return 'kept';
      const users = (await seam.usersOfIdentity(identityId, call)).filter(isStaying);
      if (users.some((user) => carriesKey(user.fullName, reservationId))) {
        throw notGone('access user', [], number);
      }
      // Seam's delete cascades: whatever hangs on it belongs to somebody else by now.
      if (await isSomebodys(seam, call, users)) return 'kept';
      if ((await seam.deleteIdentity(identityId, call)) === 'gone') return 'gone';
      if ((await seam.getIdentity({ id: identityId }, call)) === undefined) return 'gone';
      throw notGone('identity', [], number);
    },

    async proveAbsence(input: ProveAbsence): Promise<Absence> {
      const attempt = currentAttempt(clock);
      const found = await Promise.all([
        ...input.systemIds.map((systemId) => usersByKey(seam, attempt, systemId, input)),
        ...input.userIds.map((id) => stillThere(seam, attempt, id)),
        ...input.credentialIds.map((id) => credentialStillThere(seam, attempt, id)),
        input.withIdentity ? identityByKey(seam, attempt, input.reservationId) : [],
      ]);
      return { found: [...new Map(found.flat().map((f) => [f.id, f])).values()] };
    },
  };
}

async function usersByKey(
  seam: Seam,
  attempt: Attempt,
  systemId: string,
  { reservationId, exceptUserIds }: ProveAbsence,
): Promise<readonly Found[]> {
  const users = await readAll(attempt, (cursor, call) =>
    seam.findUsers(
      { systemId, search: reservationId, ...(cursor === undefined ? {} : { cursor }) },
      call,
    ),
  );
  return users
    .filter((user) => carriesKey(user.fullName, reservationId) && !exceptUserIds.includes(user.id))
    .map((user) => ({ kind: 'access-user', id: user.id, systemId }));
}

/** A user of the ledger by its id, and whatever credential still names it. */
async function stillThere(seam: Seam, attempt: Attempt, userId: string): Promise<readonly Found[]> {
  const user = await seam.getUser(userId, attempt.call);
  const credentials = await readAll(attempt, (cursor, call) =>
    seam.findCredentials({ userId, ...(cursor === undefined ? {} : { cursor }) }, call),
  );
  return [
    ...(user === undefined
      ? []
      : [{ kind: 'access-user' as const, id: userId, systemId: user.systemId }]),
    ...credentials.map((c) => ({
      kind: 'credential' as const,
      id: c.id,
      systemId: c.systemId,
      userId,
    })),
  ];
}

async function credentialStillThere(
  seam: Seam,
  attempt: Attempt,
  id: string,
): Promise<readonly Found[]> {
  const credential = await seam.getCredential(id, attempt.call);
  return credential === undefined
    ? []
    : [{ kind: 'credential', id, systemId: credential.systemId }];
}

/** The stay's own identity, unless somebody else's access hangs on it. */
async function identityByKey(
  seam: Seam,
  attempt: Attempt,
  reservationId: string,
): Promise<readonly Found[]> {
  const identity = await seam.getIdentity({ key: stayIdentityKey(reservationId) }, attempt.call);
  if (identity === undefined) return [];
  const users = await seam.usersOfIdentity(identity.id, attempt.call);
  const others = users.filter(
    (user) => isStaying(user) && !carriesKey(user.fullName, reservationId),
  );
  const isForeign = await isSomebodys(seam, attempt.call, others);
  return isForeign ? [] : [{ kind: 'user-identity', id: identity.id }];
}

function isStaying({ warnings }: AccessUser): boolean {
  return !warnings.includes('being_deleted');
}

/** Whether anybody's access is among the users. One that enrollment made in a credential manager opens no door. */
async function isSomebodys(seam: Seam, call: Call, users: readonly AccessUser[]): Promise<boolean> {
  for (const systemId of new Set(users.map((user) => user.systemId))) {
    if (!(await seam.getSystem(systemId, call)).isCredentialManager) return true;
  }
  return false;
}

function notGone(what: string, errors: readonly string[], attempt: number): Error {
  const failed = errors.length > 0;
  return tryAgain(
    'RemovalNotDone',
    failed ? `The access system could not remove the ${what}.` : `The ${what} is still there.`,
    { afterMs: lookAgainAfter(attempt), ...(failed ? {} : { benign: true as const }) },
  );
}
