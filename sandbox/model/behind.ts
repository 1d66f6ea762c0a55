import { z } from 'zod';

import { newSchedule, scheduleFrom } from '../access-schedule.ts';
import {
  findCredential,
  findEntrance,
  findGroup,
  findIdentity,
  findSystem,
  findUser,
} from '../find.ts';
import { uuid } from '../parameters.ts';
import { invalidInput } from '../refusal.ts';
import { toldTime, type Workspace } from '../workspace.ts';

import { clear, raise } from './issues.ts';
import type { AcsUser, SeamObject } from './objects.ts';
import { takeCredentialAway, takeIdentityAway, takeUserAway } from './removal.ts';
import { reviewSeat } from './seats.ts';
import { programmeSchedule } from './user-updates.ts';
import { linkIdentity, takeOffSystem } from './users.ts';

/** `POST /_sandbox/behind`: one object, what is done to it, and with what. */
export const behindSchema = z.object({
  acs_user_id: uuid.optional(),
  acs_credential_id: uuid.optional(),
  user_identity_id: uuid.optional(),
  acs_access_group_id: uuid.optional(),
  acs_entrance_id: uuid.optional(),
  acs_system_id: uuid.optional(),
  do: z.enum(['remove', 'change', 'error', 'clear-error']),
  error_code: z.string().optional(),
  warning_code: z.string().optional(),
  message: z.string().default('Somebody did this at the console'),
  full_name: z.string().optional(),
  access_schedule: newSchedule.nullish(),
  is_suspended: z.boolean().optional(),
  is_subscribed: z.boolean().optional(),
  acs_access_group_ids: z.array(uuid).optional(),
  code: z.string().optional(),
  online: z.boolean().optional(),
});

type Behind = z.output<typeof behindSchema>;

/** Does to an object what staff can do at the maker's own console, past Seam; at once, whatever the delays. */
export function actBehind(workspace: Workspace, act: Behind): void {
  if (act.do === 'remove') return remove(workspace, act);
  if (act.do === 'change') return change(workspace, act);
  const { errors, warnings } = target(workspace, act);
  const { error_code: error, warning_code: warning, message } = act;
  if (act.do === 'error') {
    if (error === undefined && warning === undefined)
      throw invalidInput('Provide error_code or warning_code');
    if (error !== undefined) raise(workspace, errors, error, message);
    if (warning !== undefined) raise(workspace, warnings, warning, message);
    return;
  }
  if (error !== undefined || warning === undefined) clear(errors, error);
  if (warning !== undefined) clear(warnings, warning);
}

function target(workspace: Workspace, act: Behind): SeamObject {
  if (act.acs_credential_id !== undefined) return findCredential(workspace, act.acs_credential_id);
  if (act.acs_user_id !== undefined) return findUser(workspace, { acs_user_id: act.acs_user_id });
  if (act.user_identity_id !== undefined) return findIdentity(workspace, act.user_identity_id);
  if (act.acs_access_group_id !== undefined) return findGroup(workspace, act.acs_access_group_id);
  if (act.acs_entrance_id !== undefined) return findEntrance(workspace, act.acs_entrance_id);
  if (act.acs_system_id !== undefined) return findSystem(workspace, act.acs_system_id);
  throw invalidInput('Name an object, for example by acs_user_id');
}

function remove(workspace: Workspace, act: Behind): void {
  const { acs_user_id: userId, acs_access_group_id: groupId } = act;
  if (act.acs_credential_id !== undefined) {
    return takeCredentialAway(workspace, findCredential(workspace, act.acs_credential_id));
  }
  if (act.user_identity_id !== undefined) {
    const identity = findIdentity(workspace, act.user_identity_id);
    for (const user of identity.users) takeUserAway(workspace, user);
    return takeIdentityAway(workspace, identity);
  }
  if (userId === undefined)
    throw invalidInput('Only users, credentials, identities and memberships can be removed');
  const user = findUser(workspace, { acs_user_id: userId });
  if (groupId !== undefined) {
    const group = findGroup(workspace, groupId);
    return setGroups(
      workspace,
      user,
      [...user.groups].filter((other) => other !== group).map(({ id }) => id),
    );
  }
  if (workspace.switches.removedBehind === 'gone') return takeUserAway(workspace, user);
  takeOffSystem(workspace, user);
  raise(
    workspace,
    user.errors,
    'deleted_externally',
    'The user was deleted on the access system, outside of Seam',
  );
}

function change(workspace: Workspace, act: Behind): void {
  if (act.acs_entrance_id !== undefined) {
    const entrance = findEntrance(workspace, act.acs_entrance_id);
    entrance.isOnline = act.online ?? entrance.isOnline;
    return;
  }
  if (act.acs_credential_id !== undefined) {
    const credential = findCredential(workspace, act.acs_credential_id);
    if (act.code === undefined) return;
    if (credential.code !== null) credential.system.pins.delete(credential.code);
    credential.system.pins.add(act.code);
    credential.code = act.code;
    return;
  }
  const user = findUser(workspace, { acs_user_id: act.acs_user_id });
  changeUser(workspace, user, act);
}

function changeUser(workspace: Workspace, user: AcsUser, act: Behind): void {
  user.fullName = act.full_name ?? user.fullName;
  user.searchText = undefined;
  user.isSuspended = act.is_suspended ?? user.isSuspended;
  user.programmed.isSuspended = act.is_suspended ?? user.programmed.isSuspended;
  if (act.is_subscribed !== undefined) user.isUnsubscribedByHand = !act.is_subscribed;
  if (act.acs_access_group_ids !== undefined) setGroups(workspace, user, act.acs_access_group_ids);
  if (act.user_identity_id !== undefined) {
    linkIdentity(workspace, user, findIdentity(workspace, act.user_identity_id));
  }
  if (act.access_schedule !== undefined) {
    const schedule = act.access_schedule;
    user.schedule = schedule === null ? null : scheduleFrom(schedule, toldTime(workspace));
    programmeSchedule(workspace, user, user.schedule);
  }
  reviewSeat(workspace, user);
}

function setGroups(workspace: Workspace, user: AcsUser, ids: readonly string[]): void {
  const groups = ids.map((id) => findGroup(workspace, id));
  for (const group of user.groups) group.members.delete(user);
  user.groups.clear();
  user.programmed.groups.clear();
  for (const group of groups) {
    user.groups.add(group);
    user.programmed.groups.add(group);
    group.members.add(user);
  }
}
