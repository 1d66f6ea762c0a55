import type { Absence, Found, ProveAbsence } from '../src/contract/steps.ts';
import { carriesKey, stayIdentityKey } from '../src/domain/keys.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { AccessUser, Credential, Seam } from '../src/seam/port.ts';

import { askAtOnce } from './asking-at-once.ts';
import { currentAttempt, type Attempt } from './attempt.ts';
import type { Means } from './means.ts';
import { readerOf, type Reader } from './paging.ts';
import { isStaying } from './presence.ts';
import { isSomebodys } from './revoking.ts';

/** The step that looks whether anything of a stay is left, by its key and by every id that it ever had. */
export function proving({ seam, clock }: Means) {
  return {
    async proveAbsence(input: ProveAbsence): Promise<Absence> {
      const attempt = currentAttempt(clock);
      const reader = readerOf(attempt);
      const found = await askAtOnce([
        ...input.systemIds.map((systemId) => usersByKey(seam, reader, systemId, input)),
        ...input.userIds.map((id) => stillThere(seam, attempt, reader, id)),
        ...input.credentialIds.map((id) => credentialStillThere(seam, attempt, id)),
        input.withIdentity ? identityByKey(seam, attempt, input.reservationId) : [],
      ]);
      return { found: [...new Map(found.flat().map((f) => [f.id, f])).values()] };
    },
  };
}

async function usersByKey(
  seam: Seam,
  reader: Reader,
  systemId: string,
  { reservationId, exceptUserIds }: ProveAbsence,
): Promise<readonly Found[]> {
  try {
    return await reader.readAll({
      name: `users/${systemId}`,
      page: (cursor, call) =>
        seam.findUsers(
          { systemId, search: reservationId, ...(cursor === undefined ? {} : { cursor }) },
          call,
        ),
      pick: ({ id, fullName }: AccessUser): Found | undefined =>
        carriesKey(fullName, reservationId) && !exceptUserIds.includes(id)
          ? { kind: 'access-user', id, systemId }
          : undefined,
    });
  } catch (error) {
    // A system that Seam does not have holds nothing; waiting for it would end no stay.
    if (isSeamError(error, 'rejected') && error.seamType === 'acs_system_not_found') return [];
    throw error;
  }
}

/** A user of the ledger by its id, and whatever credential still names it. */
async function stillThere(
  seam: Seam,
  attempt: Attempt,
  reader: Reader,
  userId: string,
): Promise<readonly Found[]> {
  const user = await seam.getUser(userId, attempt.call);
  const credentials = await reader.readAll({
    name: `credentials/${userId}`,
    page: (cursor, call) =>
      seam.findCredentials({ userId, ...(cursor === undefined ? {} : { cursor }) }, call),
    pick: ({ id, systemId }: Credential): Found => ({ kind: 'credential', id, systemId, userId }),
  });
  return [
    ...(user === undefined
      ? []
      : [{ kind: 'access-user' as const, id: userId, systemId: user.systemId }]),
    ...credentials,
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
