import { tryAgain } from '../src/contract/failures.ts';
import type { Unconfirmed, Gone, LeaveAccessGroups, MoveWindow } from '../src/contract/steps.ts';

import { currentAttempt, lookAgainAfter } from './attempt.ts';
import { forEachGroup } from './each-group.ts';
import type { Means } from './means.ts';
import { onCredential, onUser } from './presence.ts';
import { unconfirmedOf } from './unconfirmed.ts';
import { scheduleOf } from './windows.ts';

/** The steps that change the window or the doors of an access that the guest keeps. */
export function changing({ seam, clock }: Means) {
  return {
    async moveWindow(input: MoveWindow): Promise<Unconfirmed | Gone> {
      const attempt = currentAttempt(clock);
      const { userId, credentialId, window } = input;
      const { call } = attempt;
      const unconfirmed = unconfirmedOf(input, attempt);
      if (userId !== undefined) {
        const moved = await onUser(seam, call, userId, async () => {
          await seam.updateUser(userId, { schedule: scheduleOf(window) }, call);
          return unconfirmed;
        });
        if ('gone' in moved) return moved;
      }
      if (credentialId === undefined) return unconfirmed;
      return onCredential(seam, call, credentialId, async () => {
        await seam.updateCredential(credentialId, { endsAt: window.closesAt }, call);
        return unconfirmed;
      });
    },

    async leaveAccessGroups(input: LeaveAccessGroups): Promise<Unconfirmed> {
      const attempt = currentAttempt(clock);
      const { call, number } = attempt;
      const { userId, groupIds } = input;
      await forEachGroup(groupIds, (groupId) => seam.leaveGroup(userId, groupId, call));
      const user = await seam.getUser(userId, call);
      const left = user === undefined ? [] : await seam.groupsOf(userId, call);
      const pending = user?.pending.includes('updating_group_membership') ?? false;
      if (pending || left.some((id) => groupIds.includes(id))) {
        throw tryAgain('NotConfirmedYet', 'Seam does not show the groups as left yet.', {
          afterMs: lookAgainAfter(number),
          benign: true,
        });
      }
      return unconfirmedOf(input, attempt);
    },
  };
}
