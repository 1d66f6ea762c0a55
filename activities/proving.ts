import type { Remain } from '../src/contract/closing.ts';
import type { Absence, ProveAbsence } from '../src/contract/steps.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { AccessUser, Credential, Seam } from '../src/seam/port.ts';
import { carriesMark } from '../src/stay/keys.ts';

import { askAtOnce } from './asking-at-once.ts';
import { currentAttempt, type Attempt } from './attempt.ts';
import type { Means } from './means.ts';
import {
  FIRST_GUEST,
  ownIdentities,
  ownIdentitiesLeft,
  type OwnIdentity,
} from './own-identities.ts';
import { readerOf, type Reader } from './paging.ts';

/** After so many attempts no proof waits for a system that only a check named. */
const MOST_ATTEMPTS_IN_NAMED = 6;

/** The step that looks whether anything of a stay is left, by its mark and by every id that it ever had. */
export function proving({ seam, clock }: Means) {
  return {
    async proveAbsence(input: ProveAbsence): Promise<Absence> {
      const attempt = currentAttempt(clock);
      const reader = readerOf(attempt);
      const own = ownIdentities(seam, attempt, input);
      const found = await askAtOnce([
        ...input.systemIds.map((systemId) =>
          usersOfStay(seam, attempt, reader, own, systemId, input),
        ),
        ...input.userIds.map((id) => stillThere(seam, attempt, reader, id)),
        ...input.credentialIds.map((id) => credentialStillThere(seam, attempt, id)),
        input.withIdentity ? ownIdentitiesLeft(seam, attempt, own, input) : [],
      ]);
      return { found: [...new Map(found.flat().map((f) => [f.id, f])).values()] };
    },
  };
}

async function usersOfStay(
  seam: Seam,
  attempt: Attempt,
  reader: Reader,
  own: OwnIdentity,
  systemId: string,
  input: ProveAbsence,
): Promise<readonly Remain[]> {
  const { reservationId, exceptUserIds } = input;
  const isNamedByGuide = input.namedByGuideIn.includes(systemId);
  const candidates = await unlessNoSystem(input, systemId, attempt, () =>
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
    if (onIdentity !== undefined && onIdentity !== (await own(FIRST_GUEST))?.id) continue;
    // A list may show yet what is gone.
    if ((await seam.getUser(id, attempt.call)) === undefined) continue;
    found.push({ kind: 'access-user', id, systemId });
  }
  return found;
}

/** A user that a list shows; one without the mark is the stay's only if it hangs on its first guest's own identity. */
interface Candidate {
  readonly id: string;
  readonly onIdentity?: string;
}

async function unlessNoSystem<T>(
  { systemIds, onlyNamedIn = [] }: ProveAbsence,
  systemId: string,
  { number }: Attempt,
  list: () => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await list();
  } catch (error) {
    // A system that Seam does not have has nothing of the stay; waiting for it would end no stay.
    if (isSeamError(error, 'rejected') && error.seamType === 'acs_system_not_found') return [];
    if (!onlyNamedIn.includes(systemId) || !isSeamError(error)) throw error;
    // What somebody wrote into a check may be no id at all.
    if (error.kind === 'rejected') return [];
    // Where Seam answers for the others, they are not waited for because of this one.
    const hasOthers = systemIds.some((id) => !onlyNamedIn.includes(id));
    if (hasOthers && number > MOST_ATTEMPTS_IN_NAMED) return [];
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
  const [user, listed] = await askAtOnce([
    seam.getUser(userId, attempt.call),
    reader.readAll({
      name: `credentials/${userId}`,
      page: (cursor, call) =>
        seam.findCredentials({ userId, ...(cursor === undefined ? {} : { cursor }) }, call),
      pick: ({ id }: Credential) => id,
    }),
  ]);
  const credentials = await askAtOnce(
    listed.map((id) => credentialStillThere(seam, attempt, id, { userId })),
  );
  return [
    ...(user === undefined
      ? []
      : [{ kind: 'access-user' as const, id: userId, systemId: user.systemId }]),
    ...credentials.flat(),
  ];
}

async function credentialStillThere(
  seam: Seam,
  attempt: Attempt,
  id: string,
  of: Pick<Remain, 'userId'> = {},
): Promise<readonly Remain[]> {
  const credential = await seam.getCredential(id, attempt.call);
  return credential === undefined
    ? []
    : [{ kind: 'credential', id, systemId: credential.systemId, ...of }];
}
