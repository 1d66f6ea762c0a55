import { tryAgain } from '../src/contract/failures.ts';
import type { Enrolled, EnrollPhone, IdentifyGuest, Made } from '../src/contract/steps.ts';
import { accountIdentityKey, stayIdentityKey } from '../src/domain/keys.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { NewIdentity, Seam, UserIdentity } from '../src/seam/port.ts';

import { currentAttempt, type Attempt } from './attempt.ts';
import { made, readAll } from './doubles.ts';
import type { Means } from './means.ts';

/** The steps about the guest's app account. Its key is unique at Seam, so it is never doubled. */
export function identifying({ seam, clock }: Means) {
  return {
    async identifyGuest(input: IdentifyGuest): Promise<Made> {
      const attempt = currentAttempt(clock);
      const key = keyOf(input);
      const keyed = await seam.getIdentity({ key }, attempt.call);
      const identity = keyed ?? (await createOrAdopt(seam, attempt, { key, ...detailsOf(input) }));
      const isOurs = identity.key === stayIdentityKey(input.reservationId);
      return {
        ...made(identity.id, input, attempt, clock),
        ...(isOurs ? {} : { kept: true as const }),
      };
    },

    async enrollPhone({ identityId, systemId }: EnrollPhone): Promise<Enrolled> {
      const { call } = currentAttempt(clock);
      const [manager] = await seam.listCredentialManagers(systemId, call);
      if (manager === undefined) {
        throw tryAgain(
          'AccessSystemInTrouble',
          'The access system has no compatible credential manager.',
          {
            afterMs: 30_000,
          },
        );
      }
      const launched = await seam.listEnrollments(identityId, call);
      if (launched === 'route-gone') return { routeGone: true };
      const [enrollment] = launched;
      if (enrollment !== undefined) return { id: enrollment };
      const launch = await seam.launchEnrollment({ identityId, managerId: manager.id }, call);
      return launch === 'route-gone' ? { routeGone: true } : launch;
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

/** Creates the identity; one that Seam has under the same e-mail is adopted, not fought over. */
async function createOrAdopt(
  seam: Seam,
  attempt: Attempt,
  identity: NewIdentity,
): Promise<UserIdentity> {
  try {
    return await seam.createIdentity(identity, attempt.call);
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    const found =
      (await seam.getIdentity({ key: identity.key }, attempt.call)) ??
      (await findByEmail(seam, attempt, identity.email));
    if (found === undefined) throw error;
    return found;
  }
}

async function findByEmail(
  seam: Seam,
  attempt: Attempt,
  email: string | undefined,
): Promise<UserIdentity | undefined> {
  if (email === undefined) return undefined;
  const found = await readAll(attempt, (cursor, call) =>
    seam.findIdentities({ search: email, ...(cursor === undefined ? {} : { cursor }) }, call),
  );
  return found.find((identity) => identity.email?.toLowerCase() === email.toLowerCase());
}
