import { toldTime, type Workspace } from '../workspace.ts';

import { clear, raise } from './issues.ts';
import type { AcsSystem, AcsUser, Schedule } from './objects.ts';

const LIMIT_EXCEEDED = 'salto_ks_subscription_limit_exceeded';
const LIMIT_NEAR = 'salto_ks_subscription_limit_almost_reached';
const NOT_SUBSCRIBED = 'salto_ks_user_not_subscribed';

/** Whether a schedule lets its user in at an instant; no schedule always does. */
export function isInside(schedule: Schedule | null, instant: number): boolean {
  if (schedule === null) return true;
  return instant >= schedule.startsAt && (schedule.endsAt === null || instant < schedule.endsAt);
}

/** Subscribes or unsubscribes a user as schedule and free seats have it at this moment. */
export function reviewSeat(workspace: Workspace, user: AcsUser): void {
  const { system } = user;
  if (!system.model.hasSeats || user.isGone) return;
  if (needsSeat(workspace, user)) {
    if (!system.seated.has(user)) takeSeat(workspace, user);
  } else {
    clear(user.errors, LIMIT_EXCEEDED);
    leaveSeat(workspace, user);
  }
  if (system.seated.has(user)) clear(user.warnings, NOT_SUBSCRIBED);
  else
    raise(
      workspace,
      user.warnings,
      NOT_SUBSCRIBED,
      'The user is not subscribed on the Salto KS site',
    );
}

/** Has the seat reviewed when the programmed schedule starts and when it ends. */
export function watchSchedule(workspace: Workspace, user: AcsUser): void {
  const { schedule } = user.programmed;
  if (!user.system.model.hasSeats || schedule === null) return;
  for (const instant of [schedule.startsAt, schedule.endsAt]) {
    if (instant === null || instant <= toldTime(workspace)) continue;
    workspace.due.add(instant - workspace.clock.skew, () => reviewSeat(workspace, user));
  }
}

/** Gives up the seat of a user, and lets those who wait have it. */
export function leaveSeat(workspace: Workspace, user: AcsUser): void {
  const { system } = user;
  system.waiting.delete(user);
  if (system.seated.delete(user)) reviewSite(workspace, system);
}

/** Fills free seats from those who wait, and tells on the system how full it is. */
export function reviewSite(workspace: Workspace, system: AcsSystem): void {
  if (!system.model.hasSeats) return;
  const { seats } = workspace.switches;
  for (const user of system.waiting) {
    if (system.seated.size >= seats) break;
    system.waiting.delete(user);
    system.seated.add(user);
    clear(user.errors, LIMIT_EXCEEDED);
    clear(user.warnings, NOT_SUBSCRIBED);
  }
  const taken = system.seated.size;
  if (taken >= seats)
    raise(workspace, system.errors, LIMIT_EXCEEDED, 'The site has no subscription left');
  else clear(system.errors, LIMIT_EXCEEDED);
  if (taken > 0.8 * seats)
    raise(workspace, system.warnings, LIMIT_NEAR, 'Over 80 % of subscriptions are taken');
  else clear(system.warnings, LIMIT_NEAR);
}

/** Reviews every user after Seam's clock was set to another time. */
export function reviewAllSeats(workspace: Workspace): void {
  for (const user of workspace.users.values()) {
    watchSchedule(workspace, user);
    reviewSeat(workspace, user);
  }
}

function needsSeat(workspace: Workspace, user: AcsUser): boolean {
  const { programmed, isUnsubscribedByHand } = user;
  return (
    programmed.isOnSystem &&
    !isUnsubscribedByHand &&
    isInside(programmed.schedule, toldTime(workspace))
  );
}

function takeSeat(workspace: Workspace, user: AcsUser): void {
  const { system } = user;
  const { seats, seatQueue } = workspace.switches;
  if (system.seated.size < seats) {
    system.seated.add(user);
    clear(user.errors, LIMIT_EXCEEDED);
    reviewSite(workspace, system);
    return;
  }
  if (seatQueue) system.waiting.add(user);
  raise(workspace, user.errors, LIMIT_EXCEEDED, 'The site has no subscription left for this user');
}
