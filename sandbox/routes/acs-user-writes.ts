import { z } from 'zod';

import { newSchedule, scheduleFrom, updatedSchedule } from '../access-schedule.ts';
import { findGroup, findSystem, findUser } from '../find.ts';
import { updateInformation, updateSchedule } from '../model/user-updates.ts';
import { createUser, linkIdentity } from '../model/users.ts';
import { email, uuid } from '../parameters.ts';
import { invalidInput, notFound } from '../refusal.ts';
import { type Call, type Route, route } from '../route.ts';
import { userView } from '../views/access-views.ts';
import { toldTime } from '../workspace.ts';

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

/** `/acs/users/create` and `/acs/users/update` */
export const acsUserWriteRoutes: readonly Route[] = [
  route('POST', '/acs/users/create', creation, create),
  route('PATCH', '/acs/users/update', update, change),
];
