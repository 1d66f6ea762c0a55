import { tryAgain } from '../src/contract/failures.ts';
import type {
  AddAccessUser,
  Creating,
  IssueCredential,
  JoinAccessGroups,
  Made,
} from '../src/contract/steps.ts';
import { carriesKey, chooseOne, userNameOf } from '../src/domain/keys.ts';
import type { Window } from '../src/domain/ledger.ts';
import { isSeamError } from '../src/seam/errors.ts';
import type { AccessUser, Credential, Schedule, Seam } from '../src/seam/port.ts';

import { currentAttempt, type Attempt } from './attempt.ts';
import { made, readAll } from './doubles.ts';
import type { Means } from './means.ts';

/** The steps that make something at Seam. Each looks by the stay's key first, and creates if absent. */
export function granting({ seam, clock }: Means) {
  return {
    async addAccessUser(input: AddAccessUser): Promise<Made> {
      const attempt = currentAttempt(clock);
      const fullName = userNameOf(input.reservationId, input.guestName);
      const ours = await usersOfStay(seam, attempt, input, input.systemId);
      const { kept, doubles } = chooseOne(ours, input.ours, (user) => user.fullName === fullName);
      for (const double of doubles) await seam.deleteUser(double.id, attempt.call);
      if (kept !== undefined) {
        await holdWindow(seam, attempt, kept, input.window);
        return made(kept.id, input, attempt, clock);
      }
      return made((await createUser(seam, attempt, input, fullName)).id, input, attempt, clock);
    },

    async joinAccessGroups(input: JoinAccessGroups): Promise<void> {
      const { call } = currentAttempt(clock);
      const joined = await seam.groupsOf(input.userId, call);
      for (const groupId of input.groupIds) {
        if (!joined.includes(groupId)) await seam.joinGroup(input.userId, groupId, call);
      }
    },

    async issueCredential(input: IssueCredential): Promise<Made> {
      const attempt = currentAttempt(clock);
      const all = await readAll(attempt, (cursor, call) =>
        seam.findCredentials(
          { userId: input.userId, ...(cursor === undefined ? {} : { cursor }) },
          call,
        ),
      );
      const ours = all.filter((c) => isOfStay(c, input));
      const { kept, doubles } = chooseOne(ours, input.ours, () => true);
      for (const double of doubles) await seam.deleteCredential(double.id, attempt.call);
      const credential = kept ?? (await createCredential(seam, attempt, input));
      return made(credential.id, input, attempt, clock);
    },
  };
}

/** The access users of a system that carry the stay's key, but for those of its other accesses. */
async function usersOfStay(
  seam: Seam,
  attempt: Attempt,
  { reservationId, notOurs }: Creating,
  systemId: string,
): Promise<readonly AccessUser[]> {
  const users = await readAll(attempt, (cursor, call) =>
    seam.findUsers(
      { systemId, search: reservationId, ...(cursor === undefined ? {} : { cursor }) },
      call,
    ),
  );
  return users.filter(
    (user) =>
      carriesKey(user.fullName, reservationId) &&
      !notOurs.includes(user.id) &&
      !user.warnings.includes('being_deleted'),
  );
}

async function createUser(
  seam: Seam,
  { call }: Attempt,
  input: AddAccessUser,
  fullName: string,
): Promise<AccessUser> {
  const { systemId, identityId, phone, window } = input;
  try {
    return await seam.createUser(
      {
        systemId,
        fullName,
        ...(identityId === undefined ? {} : { identityId }),
        ...(phone === undefined ? {} : { phone }),
        ...(window === undefined ? {} : { schedule: scheduleOf(window) }),
      },
      call,
    );
  } catch (error) {
    if (isSeamError(error, 'rejected') && identityId !== undefined) {
      const others = await seam.usersOfIdentity(identityId, call);
      if (others.some((user) => user.systemId === systemId)) throw guestHasAnotherStay();
    }
    throw error;
  }
}

/** An adopted user may hold the window of an earlier plan. */
async function holdWindow(
  seam: Seam,
  { call }: Attempt,
  user: AccessUser,
  window: Window | undefined,
): Promise<void> {
  if (window === undefined) return;
  const { startsAt, endsAt } = user.schedule ?? {};
  const same = isSameInstant(startsAt, window.opensAt) && isSameInstant(endsAt, window.closesAt);
  if (!same) await seam.updateUser(user.id, { schedule: scheduleOf(window) }, call);
}

function createCredential(
  seam: Seam,
  { call }: Attempt,
  input: IssueCredential,
): Promise<Credential> {
  const { userId, method, entranceIds, window } = input;
  return seam.createCredential(
    {
      userId,
      method,
      ...(method === 'mobile_key' ? { isMultiPhone: true as const } : {}),
      ...(entranceIds === undefined ? {} : { entranceIds }),
      ...(window === undefined ? {} : { schedule: scheduleOf(window) }),
    },
    call,
  );
}

function isOfStay(credential: Credential, { method, notOurs }: IssueCredential): boolean {
  return (
    credential.method === method &&
    !notOurs.includes(credential.id) &&
    !credential.warnings.includes('being_deleted')
  );
}

/** A window in Seam's words. */
export function scheduleOf(window: Window): Schedule {
  return { startsAt: window.opensAt, endsAt: window.closesAt };
}

/** Whether two texts name the same instant, however they are written. */
export function isSameInstant(a: string | undefined, b: string): boolean {
  return a !== undefined && Date.parse(a) === Date.parse(b);
}

function guestHasAnotherStay(): Error {
  return tryAgain(
    'GuestHasAnotherStay',
    'The guest’s identity has another access user in this system.',
    {
      afterMs: 30_000,
      benign: true,
    },
  );
}
