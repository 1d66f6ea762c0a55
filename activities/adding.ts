import { tryAgain } from '../src/contract/failures.ts';
import type { AddAccessUser, Gone, Made } from '../src/contract/steps.ts';
import { carriesKey, chooseOne, userNameOf } from '../src/domain/keys.ts';
import { holdsWindow } from '../src/domain/window.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { AccessUser, Seam } from '../src/seam/port.ts';

import { currentAttempt, type Attempt } from './attempt.ts';
import { doubtOf } from './doubt.ts';
import type { Means } from './means.ts';
import { readerOf } from './paging.ts';
import { isStaying, isThere, onIdentity, onUser } from './presence.ts';
import { scheduleOf } from './windows.ts';

/** An access user of the stay as a look found it; nothing personal, since the server keeps it. */
interface Candidate {
  readonly id: string;
  readonly createdAt: string;
  /** Its whole name is the one that the recipe gives. */
  readonly isExact: boolean;
  /** Somebody took it off the access system; what is left at Seam opens nothing. */
  readonly isShell: boolean;
  readonly identityId?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** The step that makes sure of the stay's access user: it looks by the stay's key first. */
export function adding({ seam, clock }: Means) {
  return {
    async addAccessUser(input: AddAccessUser): Promise<Made | Gone> {
      const attempt = currentAttempt(clock);
      const { call } = attempt;
      const found = await usersOfStay(seam, attempt, input);
      const candidates = found.filter((user) => !user.isShell);
      const { kept, doubles } = chooseOne(candidates, input.ours, (user) => user.isExact);
      const shells = found.filter((user) => user.isShell);
      for (const { id } of [...doubles, ...shells]) await seam.deleteUser(id, call);
      const user =
        kept === undefined
          ? await createUser(seam, attempt, input)
          : await correctUser(seam, attempt, kept, input);
      return 'gone' in user
        ? user
        : { id: user.id, ...doubtOf(input, attempt, doubles.length > 0) };
    },
  };
}

/** The access users of the system that carry the stay's key, but for those of its other accesses. */
async function usersOfStay(
  seam: Seam,
  attempt: Attempt,
  input: AddAccessUser,
): Promise<readonly Candidate[]> {
  const { reservationId, systemId, notOurs, ours } = input;
  const fullName = userNameOf(reservationId, input.guestName);
  const found = await readerOf(attempt).readAll({
    name: 'users',
    page: (cursor, call) =>
      seam.findUsers(
        { systemId, search: reservationId, ...(cursor === undefined ? {} : { cursor }) },
        call,
      ),
    pick: (user: AccessUser) =>
      carriesKey(user.fullName, reservationId) && !notOurs.includes(user.id) && isStaying(user)
        ? candidateOf(user, fullName)
        : undefined,
  });
  if (ours === undefined || found.some(({ id }) => id === ours)) return found;
  // Somebody may have renamed it at the access system: it is what the guest holds all the same.
  const renamed = await seam.getUser(ours, attempt.call);
  return isThere(renamed) ? [...found, candidateOf(renamed, fullName)] : found;
}

function candidateOf(user: AccessUser, fullName: string): Candidate {
  const { startsAt, endsAt } = user.schedule ?? {};
  return {
    id: user.id,
    createdAt: user.createdAt,
    isExact: user.fullName === fullName,
    isShell: !isThere(user),
    ...(user.identityId === undefined ? {} : { identityId: user.identityId }),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

function createUser(
  seam: Seam,
  attempt: Attempt,
  input: AddAccessUser,
): Promise<AccessUser | Gone> {
  const { reservationId, guestName, systemId, identityId, phone, window } = input;
  return withIdentity(seam, attempt, input, () =>
    seam.createUser(
      {
        systemId,
        fullName: userNameOf(reservationId, guestName),
        ...(identityId === undefined ? {} : { identityId }),
        ...(phone === undefined ? {} : { phone }),
        ...(window === undefined ? {} : { schedule: scheduleOf(window) }),
      },
      attempt.call,
    ),
  );
}

/** A user that is there may have the name or the window, or hang on the identity, of an earlier wish. */
async function correctUser(
  seam: Seam,
  attempt: Attempt,
  user: Candidate,
  input: AddAccessUser,
): Promise<{ readonly id: string } | Gone> {
  const { reservationId, guestName, window, identityId } = input;
  const { call, clock } = attempt;
  const isMoved = window !== undefined && !holdsWindow(user, window, clock());
  const change = {
    ...(user.isExact ? {} : { fullName: userNameOf(reservationId, guestName) }),
    ...(isMoved ? { schedule: scheduleOf(window) } : {}),
  };
  return onUser(seam, call, user.id, async () => {
    if (!user.isExact || isMoved) await seam.updateUser(user.id, change, call);
    if (identityId === undefined || user.identityId === identityId) return user;
    return withIdentity(seam, attempt, input, async () => {
      await seam.linkUser(user.id, identityId, call);
      return user;
    });
  });
}

/** Hangs a user on an identity that may be gone, or may have another user in the same system. */
async function withIdentity<T>(
  seam: Seam,
  { call, number }: Attempt,
  { identityId, systemId }: AddAccessUser,
  work: () => Promise<T>,
): Promise<T | Gone> {
  if (identityId === undefined) return work();
  return onIdentity(seam, call, identityId, async () => {
    try {
      return await work();
    } catch (error) {
      if (!isSeamError(error, 'rejected')) throw error;
      const others = await seam.usersOfIdentity(identityId, call);
      if (others.some((user) => user.systemId === systemId)) throw guestHasAnotherStay(number);
      throw error;
    }
  });
}

/** The other stay may end soon, or in weeks. */
function guestHasAnotherStay(attempt: number): Error {
  return tryAgain(
    'GuestHasAnotherStay',
    'The guest’s identity has another access user in this system.',
    { afterMs: attempt > 20 ? 300_000 : 30_000, benign: true },
  );
}
