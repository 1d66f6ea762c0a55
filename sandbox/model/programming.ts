import { toldTime, type Workspace } from '../workspace.ts';

import type { AcsUser, PendingMutation } from './objects.ts';

/**
 * Hands a change of a user to the access system, which takes it after `mutationDelayMs`, in order.
 *
 * Until then the user carries it as a pending mutation and the doors know nothing of it.
 */
export function programme(
  workspace: Workspace,
  user: AcsUser,
  change: Omit<PendingMutation, 'createdAt'>,
  take: () => void,
): void {
  const { clock, due, switches } = workspace;
  const at = Math.max(clock.real + switches.mutationDelayMs, user.programmedBy);
  const takeNow = (): void => {
    take();
    user.lastSyncAt = toldTime(workspace);
  };
  if (at <= clock.real) {
    takeNow();
    return;
  }
  const mutation = { ...change, createdAt: toldTime(workspace) };
  user.pending.push(mutation);
  user.programmedBy = at;
  due.add(at, () => {
    user.pending.splice(user.pending.indexOf(mutation), 1);
    if (!user.isGone) takeNow();
  });
}
