import { z } from 'zod';

import { newSchedule, scheduleFrom, updatedSchedule } from '../access-schedule.ts';
import { findGroup, findSystem, findUser } from '../find.ts';
import { accessibleEntrances } from '../model/doors.ts';
import { leaveGroup } from '../model/memberships.ts';
import type { AcsUser } from '../model/objects.ts';
import { removeCredential, removeUser } from '../model/removal.ts';
import { updateInformation, updateSchedule, updateSuspension } from '../model/user-updates.ts';
import { createUser, linkIdentity } from '../model/users.ts';
import { pageOf } from '../pagination.ts';
import { email, paging, uuid } from '../parameters.ts';
import { invalidInput, notFound } from '../refusal.ts';
import { type Call, type Route, route } from '../route.ts';
import { entranceView, userView } from '../views/acs-views.ts';
import { toldTime, type Workspace } from '../workspace.ts';

/** How requests name one user. */
export const userReference = z.object({
  acs_user_id: uuid.optional(),
  user_identity_id: uuid.optional(),
  acs_system_id: uuid.optional(),
});

const contact = {
  email_address: email.optional(),
  email: email.optional(),
  phone_number: z.string().optional(),
  user_identity_id: uuid.optional(),
};

const creation = z.object({
  ...contact,
  full_name: z.string().min(1),
  acs_system_id: uuid,
  access_schedule: newSchedule.optional(),
  acs_access_group_ids: z.array(uuid).default([]),
});

const update = z.object({
  ...contact,
  full_name: z.string().min(1).optional(),
  acs_user_id: uuid.optional(),
  acs_system_id: uuid.optional(),
  access_schedule: updatedSchedule.optional(),
});

const listing = z.object({
  ...paging,
  acs_system_id: uuid.optional(),
  user_identity_id: uuid.optional(),
  user_identity_email_address: z.string().nullish(),
  user_identity_phone_number: z.string().nullish(),
  search: z.string().optional(),
});

function create({ workspace }: Call, wish: z.output<typeof creation>) {
  const system = findSystem(workspace, wish.acs_system_id);
  const identity = wish.user_identity_id
    ? workspace.identities.get(wish.user_identity_id)
    : undefined;
  if (wish.user_identity_id && identity === undefined) throw notFound('user_identity', 400);
  const groups = wish.acs_access_group_ids.map((id) => findGroup(workspace, id));
  if (groups.some((group) => group.system !== system)) {
    throw invalidInput('acs_access_group_ids must belong to the access system of the user');
  }
  const user = createUser(workspace, system, {
    fullName: wish.full_name,
    email: wish.email_address ?? wish.email,
    phone: wish.phone_number,
    schedule: wish.access_schedule ? scheduleFrom(wish.access_schedule, toldTime(workspace)) : null,
    identity,
    groups,
  });
  return { acs_user: userView(workspace, user) };
}

function change({ workspace }: Call, wish: z.output<typeof update>) {
  const { acs_user_id: id, user_identity_id: identityId, access_schedule: schedule } = wish;
  const user = findUser(workspace, wish);
  const next = schedule ? scheduleFrom(schedule, toldTime(workspace)) : null;
  if (id !== undefined && identityId !== undefined) {
    const identity = workspace.identities.get(identityId);
    if (identity === undefined) throw notFound('user_identity', 400);
    linkIdentity(workspace, user, identity);
  }
  const mail = wish.email_address ?? wish.email;
  if (wish.full_name !== undefined || mail !== undefined || wish.phone_number !== undefined) {
    updateInformation(workspace, user, {
      fullName: wish.full_name,
      email: mail,
      phone: wish.phone_number,
    });
  }
  if (schedule !== undefined) updateSchedule(workspace, user, next);
  return {};
}

function list({ workspace, url }: Call, wish: z.output<typeof listing>) {
  const { acs_system_id: systemId, user_identity_id: identityId } = wish;
  const scope = systemId === undefined ? workspace.users : findSystem(workspace, systemId).users;
  const sought = wish.search?.toLowerCase();
  const matches = (user: AcsUser): boolean =>
    (identityId === undefined || user.identity?.id === identityId) &&
    (!wish.user_identity_email_address ||
      user.identity?.email === wish.user_identity_email_address) &&
    (!wish.user_identity_phone_number ||
      user.identity?.phone === wish.user_identity_phone_number) &&
    (sought === undefined || isFoundBy(user, sought));
  const { items, pagination } = pageOf(scope.values(), matches, wish, url);
  return { acs_users: items.map((user) => userView(workspace, user)), pagination };
}

function isFoundBy(
  { id, fullName, email: mail, phone, identity }: AcsUser,
  sought: string,
): boolean {
  const texts = [fullName, phone, mail, id, identity?.id, identity?.fullName, identity?.phone];
  return texts.some((text) => text?.toLowerCase().includes(sought));
}

function revokeAll(workspace: Workspace, user: AcsUser): void {
  for (const group of [...user.groups]) leaveGroup(workspace, user, group);
  for (const credential of [...user.credentials]) {
    if (credential.entrances.length > 0) removeCredential(workspace, credential);
  }
}

/** A route that does something to one user and answers with `ok` alone. */
function act(
  verb: 'POST' | 'DELETE',
  path: string,
  doIt: (workspace: Workspace, user: AcsUser) => void,
): Route {
  return route(verb, path, userReference, ({ workspace }, reference) => {
    doIt(workspace, findUser(workspace, reference));
    return {};
  });
}

/** `/acs/users/*`, without the memberships. */
export const acsUserRoutes: readonly Route[] = [
  route('POST', '/acs/users/create', creation, create),
  route('PATCH', '/acs/users/update', update, change),
  route('GET', '/acs/users/list', listing, list),
  route('GET', '/acs/users/get', userReference, ({ workspace }, reference) => ({
    acs_user: userView(workspace, findUser(workspace, reference)),
  })),
  route(
    'GET',
    '/acs/users/list_accessible_entrances',
    userReference,
    ({ workspace }, reference) => ({
      acs_entrances: accessibleEntrances(findUser(workspace, reference)).map(entranceView),
    }),
  ),
  act('DELETE', '/acs/users/delete', removeUser),
  act('POST', '/acs/users/suspend', (workspace, user) => updateSuspension(workspace, user, true)),
  act('POST', '/acs/users/unsuspend', (workspace, user) =>
    updateSuspension(workspace, user, false),
  ),
  act('POST', '/acs/users/revoke_access_to_all_entrances', revokeAll),
];
