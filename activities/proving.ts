import type { Remain } from '../src/contract/closing.ts';
import type { Absence, ProveAbsence } from '../src/contract/steps.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { AccessUser, Credential, Seam, UserIdentity } from '../src/seam/port.ts';
import { carriesMark, isOfStay, stayIdentityKey, type Claimant } from '../src/stay/keys.ts';

import { askAtOnce } from './asking-at-once.ts';
import { currentAttempt, type Attempt } from './attempt.ts';
import type { Means } from './means.ts';
import { readerOf, type Reader } from './paging.ts';
import { isStaying } from './presence.ts';
import { isSomebodys } from './revoking.ts';

/** The step that looks whether anything of a stay is left, by its mark and by every id that it ever had. */
export function proving({ seam, clock }: Means) {
  return {
    async proveAbsence(input: ProveAbsence): Promise<Absence> {
      const attempt = currentAttempt(clock);
      const reader = readerOf(attempt);
      const own = once(() =>
        seam.getIdentity({ key: stayIdentityKey(input.reservationId) }, attempt.call),
      );
      const found = await askAtOnce([
        ...input.systemIds.map((systemId) => usersOfStay(seam, reader, own, systemId, input)),
        ...input.userIds.map((id) => stillThere(seam, attempt, reader, id)),
        ...input.credentialIds.map((id) => credentialStillThere(seam, attempt, id)),
        input.withIdentity ? ownIdentity(seam, attempt, own, input) : [],
      ]);
      return { found: [...new Map(found.flat().map((f) => [f.id, f])).values()] };
    },
  };
}

/** Asks for the stay's own identity, by its key: once, and only if the answer is wanted. */
type OwnIdentity = () => Promise<UserIdentity | undefined>;

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => (asked ??= ask());
}

async function usersOfStay(
  seam: Seam,
  reader: Reader,
  own: OwnIdentity,
  systemId: string,
  input: ProveAbsence,
): Promise<readonly Remain[]> {
  const { reservationId, exceptUserIds } = input;
  const isNamedByGuide = input.namedByGuideIn.includes(systemId);
  const candidates = await unlessNoSystem(() =>
    reader.readAll({
      name: `users/${systemId}`,
      page: (cursor, call) =>
        seam.findUsers(
          { systemId, search: reservationId, ...(cursor === undefined ? {} : { cursor }) },
          call,
        ),
      pick: ({ id, fullName, identityId }: AccessUser): Candidate | undefined => {
        if (exceptUserIds.includes(id)) return undefined;
        if (carriesMark(fullName, reservationId)) return { id };
        const mayBe = isNamedByGuide && fullName === reservationId && identityId !== undefined;
        return mayBe ? { id, onIdentity: identityId } : undefined;
      },
    }),
  );
  const found: Remain[] = [];
  for (const { id, onIdentity } of candidates) {
    if (onIdentity === undefined || onIdentity === (await own())?.id)
      found.push({ kind: 'access-user', id, systemId });
  }
  return found;
}

/** A user that a list shows; one without the mark is the stay's only if it hangs on the stay's own identity. */
interface Candidate {
  readonly id: string;
  readonly onIdentity?: string;
}

async function unlessNoSystem<T>(list: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list();
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
): Promise<readonly Remain[]> {
  const user = await seam.getUser(userId, attempt.call);
  const credentials = await reader.readAll({
    name: `credentials/${userId}`,
    page: (cursor, call) =>
      seam.findCredentials({ userId, ...(cursor === undefined ? {} : { cursor }) }, call),
    pick: ({ id, systemId }: Credential): Remain => ({ kind: 'credential', id, systemId, userId }),
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
): Promise<readonly Remain[]> {
  const credential = await seam.getCredential(id, attempt.call);
  return credential === undefined
    ? []
    : [{ kind: 'credential', id, systemId: credential.systemId }];
}

/** The stay's own identity, unless somebody else's access hangs on it. */
async function ownIdentity(
  seam: Seam,
  attempt: Attempt,
  own: OwnIdentity,
  { reservationId, userIds, namedByGuideIn }: ProveAbsence,
): Promise<readonly Remain[]> {
  const identity = await own();
  if (identity === undefined) return [];
  const claimantIn = (systemId: string): Claimant => ({
    reservationId,
    ids: userIds,
    ownIdentityId: namedByGuideIn.includes(systemId) ? identity.id : undefined,
  });
  const users = await seam.usersOfIdentity(identity.id, attempt.call);
  const others = users.filter(
    (user) => isStaying(user) && !isOfStay(user, claimantIn(user.systemId)),
  );
  const isForeign = await isSomebodys(seam, attempt.call, others);
  return isForeign ? [] : [{ kind: 'user-identity', id: identity.id }];
}
