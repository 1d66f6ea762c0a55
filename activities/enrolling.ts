import { tryAgain } from '../src/contract/failures.ts';
import type { Enrolled, EnrollPhone, Gone } from '../src/contract/steps.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { Call, Enrollment, Seam } from '../src/seam/port.ts';
import { stayIdentityKey } from '../src/stay/keys.ts';

import { currentAttempt, type Attempt } from './attempt.ts';
import { unexplained } from './lagging.ts';
import { afterLook } from './looking-at-system.ts';
import type { Means } from './means.ts';
import { onIdentity } from './presence.ts';
import { unconfirmedOf } from './unconfirmed.ts';
import { usersOfIdentity } from './users-of-identity.ts';

/** What one enrollment is about. */
interface Enrolling {
  readonly identityId: string;
  readonly managerId: string;
}

/**
 * The step that registers the guest's phones with the system's credential manager. Seam has
 * announced that the routes go: without them, it registers phones by itself.
 */
export function enrolling({ seam, clock }: Means) {
  return {
    async enrollPhone(input: EnrollPhone): Promise<Enrolled | Gone> {
      const attempt = currentAttempt(clock);
      const { call } = attempt;
      return afterLook(seam, call, input, () =>
        onIdentity(seam, call, input.identityId, () => enroll(seam, attempt, input)),
      );
    },
  };
}

async function enroll(seam: Seam, attempt: Attempt, input: EnrollPhone): Promise<Enrolled> {
  const { call } = attempt;
  const { identityId, systemId, reservationId, guestNumber } = input;
  const wanted = { identityId, managerId: await managerOf(seam, call, systemId) };
  const [first, ...doubles] = await enrollmentsOf(seam, call, wanted);
  const ownKey = stayIdentityKey(reservationId, guestNumber);
  const hadDoubles = await removeDoubles(seam, call, wanted, ownKey, doubles);
  const enrolled = first ?? (await launch(seam, attempt, wanted, input.again));
  return enrolled === 'route-gone'
    ? {}
    : { id: enrolled.id, ...unconfirmedOf(input, attempt, hadDoubles) };
}

async function managerOf(seam: Seam, call: Call, systemId: string): Promise<string> {
  const [manager] = await seam.listCredentialManagers(systemId, call);
  if (manager !== undefined) return manager.id;
  throw tryAgain(
    'AccessSystemInTrouble',
    'The access system has no compatible credential manager.',
    { afterMs: 30_000 },
  );
}

/** The enrollments with that manager, oldest first as Seam lists them; none where the list is gone. */
async function enrollmentsOf(
  seam: Seam,
  call: Call,
  { identityId, managerId }: Enrolling,
): Promise<readonly Enrollment[]> {
  const listed = await seam.listEnrollments(identityId, call);
  return listed === 'route-gone' ? [] : listed.filter((one) => one.managerId === managerId);
}

async function launch(
  seam: Seam,
  attempt: Attempt,
  wanted: Enrolling,
  again: boolean,
): Promise<{ readonly id: string } | 'route-gone'> {
  const { call } = attempt;
  try {
    return await seam.launchEnrollment(wanted, call);
  } catch (error) {
    if (!isSeamError(error, 'rejected')) throw error;
    // A launch that was thought lost, or another stay of the guest, may have been quicker.
    const [launched] = await enrollmentsOf(seam, call, wanted);
    if (launched === undefined) throw unexplained(error, attempt, again);
    return launched;
  }
}

/**
 * Keeps the oldest, which is the same one for every stay that looks, and with it the oldest user
 * that a launch made at the manager. What hangs on an identity that is not the guest's own is let alone. Answers
 * whether there was something to remove, which may not be gone at once.
 */
async function removeDoubles(
  seam: Seam,
  call: Call,
  { identityId, managerId }: Enrolling,
  ownKey: string,
  doubles: readonly Enrollment[],
): Promise<boolean> {
  if (doubles.length === 0) return false;
  const identity = await seam.getIdentity({ id: identityId }, call);
  if (identity?.key !== ownKey) return false;
  const [, ...users] = (await usersOfIdentity(seam, call, identity))
    .filter((user) => user.systemId === managerId)
    .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt));
  // Users first: while an enrollment too many is there, the next look comes back here.
  for (const user of users) await seam.deleteUser(user.id, call);
  for (const { id } of doubles) await seam.deleteEnrollment(id, call);
  return true;
}
