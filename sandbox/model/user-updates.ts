import { notSupported } from '../refusal.ts';
import { isoOrNull } from '../views/wire.ts';
import type { Workspace } from '../workspace.ts';

import type { AcsUser, Schedule } from './objects.ts';
import { programme } from './programming.ts';
import { reviewSeat, watchSchedule } from './seats.ts';
import { refuseName } from './user-names.ts';
import { claimEmail, putOnSystem } from './users.ts';

/** New contact details of a user; what is left out stays. */
export interface UserInformation {
  readonly fullName?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

/** Changes when a user may enter. */
export function updateSchedule(
  workspace: Workspace,
  user: AcsUser,
  schedule: Schedule | null,
): void {
  const from = user.schedule;
  user.schedule = schedule;
  const change = {
    code: 'updating_access_schedule',
    message: 'The access schedule is being updated on the access system',
    from: scheduleFields(from),
    to: scheduleFields(schedule),
  };
  programme(workspace, user, change, () => programmeSchedule(workspace, user, schedule));
}

/** Has the access system keep to a schedule from now on. */
export function programmeSchedule(
  workspace: Workspace,
  user: AcsUser,
  schedule: Schedule | null,
): void {
  user.programmed.schedule = schedule;
  watchSchedule(workspace, user);
  reviewSeat(workspace, user);
}

/** Changes the name and contact details of a user; throws a Refusal where the system does not take its name. */
export function updateInformation(
  workspace: Workspace,
  user: AcsUser,
  next: UserInformation,
): void {
  const from = informationFields(user);
  const { system, email: oldEmail } = user;
  if (next.fullName !== undefined) refuseName(workspace, system, next.fullName, user);
  user.fullName = next.fullName ?? user.fullName;
  user.email = next.email ?? user.email;
  user.phone = next.phone ?? user.phone;
  user.searchText = undefined;
  const change = {
    code: 'updating_user_information',
    message: 'The user information is being updated on the access system',
    from,
    to: informationFields(user),
  };
  programme(workspace, user, change, () => {
    const wasRefused = user.errors.some(({ code }) => code === 'failed_to_create_on_acs_system');
    if (wasRefused) return putOnSystem(workspace, user, user.schedule);
    if (!claimEmail(workspace, user, 'failed_to_update_on_acs_system')) return;
    if (oldEmail !== undefined && oldEmail !== user.email && system.emails.get(oldEmail) === user) {
      system.emails.delete(oldEmail);
    }
  });
}

/**
 * Blocks or unblocks a user, who keeps seat, credentials and memberships; throws a Refusal where the access system
 * cannot.
 */
export function updateSuspension(workspace: Workspace, user: AcsUser, isSuspended: boolean): void {
  const { type } = user.system.model.system;
  if (workspace.switches.withoutSuspension.includes(type)) {
    throw notSupported(`${type} does not support suspending acs_users`);
  }
  if (user.isSuspended === isSuspended) return;
  user.isSuspended = isSuspended;
  const change = {
    code: 'updating_suspension_state',
    message: 'The suspension state is being updated on the access system',
    from: { is_suspended: !isSuspended },
    to: { is_suspended: isSuspended },
  };
  programme(workspace, user, change, () => {
    user.programmed.isSuspended = isSuspended;
  });
}

function scheduleFields(schedule: Schedule | null) {
  return { starts_at: isoOrNull(schedule?.startsAt), ends_at: isoOrNull(schedule?.endsAt) };
}

function informationFields({ fullName, email, phone }: AcsUser) {
  return { full_name: fullName, email_address: email ?? null, phone_number: phone ?? null };
}
