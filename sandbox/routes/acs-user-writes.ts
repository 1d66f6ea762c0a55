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

function create({ workspace }: Call, body: z.output<typeof creation>) {
  const system = findSystem(workspace, body.acs_system_id);
  const identity = body.user_identity_id
    ? workspace.identities.get(body.user_identity_id)
    : undefined;
  if (body.user_identity_id && identity === undefined) throw notFound('user_identity', 400);
  const groups = body.acs_access_group_ids.map((id) => findGroup(workspace, id));
  if (groups.some((group) => group.system !== system)) {
    throw invalidInput('acs_access_group_ids must belong to the access system of the user');
  }
  const user = createUser(workspace, system, {
    fullName: body.full_name,
    email: body.email_address ?? body.email,
    phone: body.phone_number,
    schedule: body.access_schedule ? scheduleFrom(body.access_schedule, toldTime(workspace)) : null,
    identity,
    groups,
  });
  return { acs_user: userView(workspace, user) };
}

function change({ workspace }: Call, body: z.output<typeof update>) {
  const { acs_user_id: id, user_identity_id: identityId, access_schedule: schedule } = body;
  const user = findUser(workspace, body);
  const next = schedule ? scheduleFrom(schedule, toldTime(workspace)) : null;
  if (id !== undefined && identityId !== undefined) {
    const identity = workspace.identities.get(identityId);
    if (identity === undefined) throw notFound('user_identity', 400);
    linkIdentity(workspace, user, identity);
  }
  const mail = body.email_address ?? body.email;
  if (body.full_name !== undefined || mail !== undefined || body.phone_number !== undefined) {
    updateInformation(workspace, user, {
      fullName: body.full_name,
      email: mail,
      phone: body.phone_number,
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
