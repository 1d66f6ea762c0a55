import { tryAgain } from '../src/contract/failures.ts';
import type { ConfirmAccess, LeaveAccessGroups, MoveWindow, Seen } from '../src/contract/steps.ts';
import type { Window } from '../src/domain/ledger.ts';
import { readTrouble } from '../src/domain/trouble.ts';
import type { AccessUser, Credential } from '../src/seam/port.ts';

import { currentAttempt, lookAgainAfter, type Clock } from './attempt.ts';
import { isSameInstant, scheduleOf } from './granting.ts';
import type { Means } from './means.ts';

// Seam subscribes a Salto KS user when the stay begins; until then it is not a trouble.
const SUBSCRIPTION_TAKES_MS = 20_000;

/** The steps that look at an access and move it, without ever taking it away. */
export function holding({ seam, clock, tagOf }: Means) {
  return {
    async confirmAccess(input: ConfirmAccess): Promise<Seen> {
      const { call, number } = currentAttempt(clock);
      const [user, credential] = await Promise.all([
        seam.getUser(input.userId, call),
        seam.getCredential(input.credentialId, call),
      ]);
      const gone = [
        ...(isThere(user) ? [] : [input.userId]),
        ...(isThere(credential) ? [] : [input.credentialId]),
      ];
      if (!isThere(user) || !isThere(credential)) {
        return { gone, groupIds: input.groupIds, windowDiffers: false };
      }
      const groupIds = input.groupIds.length === 0 ? [] : await seam.groupsOf(user.id, call);
      const trouble = readTrouble(signsOf(user, credential, input.userWindow, clock));
      const settled = isSettled(user, credential, input, clock);
      if (!settled && (trouble === undefined || trouble === input.known)) throw notYet(number);
      if (trouble !== undefined && trouble === input.known) throw notYet(number);
      return {
        gone,
        groupIds,
        windowDiffers: !holdsWindows(user, credential, input),
        ...(trouble === undefined ? {} : { trouble }),
        ...(credential.code === undefined ? {} : { tag: tagOf(credential.id, credential.code) }),
      };
    },

    async moveWindow({ userId, credentialId, window }: MoveWindow): Promise<void> {
      const { call } = currentAttempt(clock);
      if (userId !== undefined)
        await seam.updateUser(userId, { schedule: scheduleOf(window) }, call);
      if (credentialId !== undefined) {
        await seam.updateCredential(credentialId, { endsAt: window.closesAt }, call);
      }
    },

    async leaveAccessGroups({ userId, groupIds }: LeaveAccessGroups): Promise<void> {
      const { call, number } = currentAttempt(clock);
      for (const groupId of groupIds) await seam.leaveGroup(userId, groupId, call);
      const user = await seam.getUser(userId, call);
      const left = user === undefined ? [] : await seam.groupsOf(userId, call);
      const pending = user?.pending.includes('updating_group_membership') ?? false;
      if (pending || left.some((id) => groupIds.includes(id))) throw notYet(number);
    },
  };
}

function isThere<
  T extends { readonly warnings: readonly string[]; readonly errors: readonly string[] },
>(object: T | undefined): object is T {
  return (
    object !== undefined &&
    !object.warnings.includes('being_deleted') &&
    !object.errors.includes('deleted_externally')
  );
}

function signsOf(
  user: AccessUser,
  credential: Credential,
  window: Window | undefined,
  clock: Clock,
) {
  const now = clock();
  return {
    userErrors: user.errors,
    userWarnings: user.warnings,
    credentialErrors: credential.errors,
    isSuspended: user.isSuspended,
    ...(user.isSubscribed === undefined ? {} : { isSubscribed: user.isSubscribed }),
    shouldBeSubscribed:
      window !== undefined &&
      now >= Date.parse(window.opensAt) + SUBSCRIPTION_TAKES_MS &&
      now < Date.parse(window.closesAt),
  };
}

/** Nothing is on its way any more, a PIN has its code, and a stay that has begun has its seat. */
function isSettled(
  user: AccessUser,
  credential: Credential,
  input: ConfirmAccess,
  clock: Clock,
): boolean {
  const { userWindow } = input;
  const now = clock();
  const begun =
    userWindow !== undefined &&
    now >= Date.parse(userWindow.opensAt) &&
    now < Date.parse(userWindow.closesAt);
  return (
    user.pending.length === 0 &&
    credential.isSynced !== false &&
    (credential.method !== 'code' || credential.code !== undefined) &&
    !(begun && user.isSubscribed === false)
  );
}

function holdsWindows(user: AccessUser, credential: Credential, input: ConfirmAccess): boolean {
  const { userWindow, credentialWindow } = input;
  const onUser =
    userWindow === undefined ||
    (isSameInstant(user.schedule?.startsAt, userWindow.opensAt) &&
      isSameInstant(user.schedule?.endsAt, userWindow.closesAt));
  return (
    onUser &&
    (credentialWindow === undefined ||
      isSameInstant(credential.schedule?.endsAt, credentialWindow.closesAt))
  );
}

function notYet(attempt: number): Error {
  return tryAgain('NotConfirmedYet', 'Seam does not show everything as carried out yet.', {
    afterMs: lookAgainAfter(attempt),
    benign: true,
  });
}
