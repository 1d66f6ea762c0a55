import type { AddAccessUser, AddedUser, Gone } from '../src/contract/steps.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { AccessUser, Seam } from '../src/seam/port.ts';
import { chooseOne, isOfStay } from '../src/stay/keys.ts';
import { hasWindow } from '../src/stay/window.ts';

import { askAtOnce } from './asking-at-once.ts';
import { currentAttempt, type Attempt } from './attempt.ts';
import { whoIsInTheWay } from './in-the-way.ts';
import { afterLook } from './looking-at-system.ts';
import type { Means } from './means.ts';
import { namesFor, withAName, type Named } from './naming.ts';
import { readerOf } from './paging.ts';
import { isStaying, isThere, onIdentity, onUser } from './presence.ts';
import { unconfirmedOf } from './unconfirmed.ts';
import { scheduleOf } from './windows.ts';

/** An access user of the stay as a look found it. */
interface Candidate {
  readonly id: string;
  readonly createdAt: string;
  /** Its whole name is one that the recipe gives. */
  readonly isExact: boolean;
  /** Its name is not the best one: the access system did not take that. */
  readonly isNameCut: boolean;
  /** Somebody took it off the access system; what is left at Seam opens nothing. */
  readonly isShell: boolean;
  readonly identityId?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
}

/** The step that makes sure of the guest's access user: it looks for what carries the guest's mark first. */
export function adding({ seam, clock }: Means) {
  return {
    async addAccessUser(asked: AddAccessUser): Promise<AddedUser | Gone> {
      const attempt = currentAttempt(clock);
      return afterLook(seam, attempt.call, asked, () => add(seam, attempt, asNumbered(asked)));
    },
  };
}

async function add(seam: Seam, attempt: Attempt, input: AddAccessUser): Promise<AddedUser | Gone> {
  const found = await usersOfStay(seam, attempt, input);
  const candidates = found.filter((user) => !user.isShell);
  const { kept, doubles } = chooseOne(candidates, input.ours, (user) => user.isExact);
  const shells = found.filter((user) => user.isShell);
  for (const { id } of [...doubles, ...shells]) await seam.deleteUser(id, attempt.call);
  const user =
    kept === undefined
      ? await createUser(seam, attempt, input)
      : await correctUser(seam, attempt, kept, input);
  if ('gone' in user) return user;
  const isNew = kept === undefined && attempt.number === 1 && !input.again;
  return {
    id: user.id,
    ...unconfirmedOf(input, attempt, doubles.length > 0),
    ...(user.isNameCut ? { isNameCut: true as const } : {}),
    ...(isNew ? { isNew: true as const } : {}),
  };
}

/** Two guests cannot both have the reservation id for a name: a guide's name is the first one's. */
function asNumbered(asked: AddAccessUser): AddAccessUser {
  const { isNamedByGuide: _guide, ...marked } = asked;
  return (asked.guestNumber ?? 1) === 1 ? asked : marked;
}

/** The access users of the system that are this guest's of the stay, but for those of its other accesses. */
async function usersOfStay(
  seam: Seam,
  attempt: Attempt,
  input: AddAccessUser,
): Promise<readonly Candidate[]> {
  const { reservationId, systemId, notOurs, ours } = input;
  const names = namesFor(input);
  const claimant = {
    reservationId,
    ids: ours === undefined ? [] : [ours],
    ownIdentityId: input.isNamedByGuide ? input.identityId : undefined,
    guestNumber: input.guestNumber ?? 1,
  };
  const isOurs = (user: AccessUser): boolean =>
    isOfStay(user, claimant) && !notOurs.includes(user.id) && isStaying(user);
  const listed = await readerOf(attempt).readAll({
    name: 'users',
    page: (cursor, call) =>
      seam.findUsers(
        { systemId, search: reservationId, ...(cursor === undefined ? {} : { cursor }) },
        call,
      ),
    pick: (user: AccessUser) => (isOurs(user) ? user.id : undefined),
  });
  // One that somebody has renamed at the access system is what the guest holds all the same.
  const ids = new Set([...claimant.ids, ...listed]);
  const users = await askAtOnce([...ids].map((id) => seam.getUser(id, attempt.call)));
  return users.flatMap((user) =>
    user !== undefined && isOurs(user) ? [candidateOf(user, names)] : [],
  );
}

function candidateOf(user: AccessUser, names: readonly [string, ...string[]]): Candidate {
  const { startsAt, endsAt } = user.schedule ?? {};
  const name = names.indexOf(user.fullName);
  // The mark alone was given when the system took no other name: it may take one by now.
  const isLastResort = name > 0 && name === names.length - 1;
  return {
    id: user.id,
    createdAt: user.createdAt,
    isExact: name >= 0 && !isLastResort,
    isNameCut: name > 0,
    isShell: !isThere(user),
    ...(user.identityId === undefined ? {} : { identityId: user.identityId }),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

function createUser(seam: Seam, attempt: Attempt, input: AddAccessUser): Promise<Named | Gone> {
  const { systemId, identityId, phone, window } = input;
  return onItsIdentity(seam, attempt, input, () =>
    withAName(seam, attempt, input, (fullName) =>
      seam.createUser(
        {
          systemId,
          fullName,
          ...(identityId === undefined ? {} : { identityId }),
          ...(phone === undefined ? {} : { phone }),
          ...(window === undefined ? {} : { schedule: scheduleOf(window) }),
        },
        attempt.call,
      ),
    ),
  );
}

/**
 * A user that is there may have the name or the window, or hang on the identity, of an earlier plan. It
 * is the stay's by its mark, or by the guide's name on the stay's own identity: between the two requests
 * it must be one of these, should the answer to the second be lost.
 */
async function correctUser(
  seam: Seam,
  attempt: Attempt,
  user: Candidate,
  input: AddAccessUser,
): Promise<Named | Gone> {
  return onUser(seam, attempt.call, user.id, async () => {
    if (!input.isNamedByGuide) {
      const named = await nameUser(seam, attempt, user, input);
      return (await linkUser(seam, attempt, user, input)) ?? named;
    }
    const gone = await linkUser(seam, attempt, user, input);
    return gone ?? nameUser(seam, attempt, user, input);
  });
}

/** Gives a user its name and its window, where it has others. */
async function nameUser(
  seam: Seam,
  attempt: Attempt,
  user: Candidate,
  input: AddAccessUser,
): Promise<Named> {
  const { window } = input;
  const { call, clock } = attempt;
  const isMoved = window !== undefined && !hasWindow(user, window, clock());
  const moved = isMoved ? { schedule: scheduleOf(window) } : {};
  if (!user.isExact) {
    return withAName(seam, attempt, input, async (fullName) => {
      await seam.updateUser(user.id, { fullName, ...moved }, call);
      return user;
    });
  }
  if (isMoved) await seam.updateUser(user.id, moved, call);
  return user;
}

/** Hangs a user on its identity, if it does not hang there. Answers the identity if that is gone. */
async function linkUser(
  seam: Seam,
  attempt: Attempt,
  user: Candidate,
  input: AddAccessUser,
): Promise<Gone | undefined> {
  const { identityId } = input;
  if (identityId === undefined || user.identityId === identityId) return undefined;
  return onItsIdentity(seam, attempt, input, async () => {
    try {
      await seam.linkUser(user.id, identityId, attempt.call);
    } catch (error) {
      if (!isSeamError(error, 'rejected')) throw error;
      throw (await whoIsInTheWay(seam, attempt, input)) ?? error;
    }
    return undefined;
  });
}

/** Does something with the identity of the user, if it has one: that may be gone. */
function onItsIdentity<T>(
  seam: Seam,
  { call }: Attempt,
  { identityId }: AddAccessUser,
  work: () => Promise<T>,
): Promise<T | Gone> {
  return identityId === undefined ? work() : onIdentity(seam, call, identityId, work);
}
