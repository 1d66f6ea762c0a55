import { z } from 'zod';

import { findIdentity, findUser } from '../find.ts';
import { accessibleEntrances } from '../model/doors.ts';
import { createIdentity } from '../model/identities.ts';
import { linkIdentity, unlinkIdentity } from '../model/users.ts';
import { uuid } from '../parameters.ts';
import { invalidInput } from '../refusal.ts';
import { type Call, type Route, route } from '../route.ts';
import { userView } from '../views/access-views.ts';
import { entranceView, systemView } from '../views/site-views.ts';

const byIdentity = z.object({ user_identity_id: uuid });
const removal = byIdentity.extend({ acs_user_id: uuid });
const addition = z.object({
  acs_user_id: uuid,
  user_identity_id: uuid.optional(),
  user_identity_key: z.string().optional(),
});

function addUser({ workspace }: Call, body: z.output<typeof addition>) {
  const user = findUser(workspace, { acs_user_id: body.acs_user_id });
  const { user_identity_id: id, user_identity_key: key } = body;
  if (id === undefined && key === undefined)
    throw invalidInput('Provide user_identity_id or user_identity_key');
  const known =
    id === undefined ? workspace.identityByKey.get(key ?? '') : findIdentity(workspace, id);
  const { fullName, email: mail, phone } = user;
  linkIdentity(
    workspace,
    user,
    known ?? createIdentity(workspace, { key, fullName, email: mail, phone }),
  );
  return {};
}

function removeUser({ workspace }: Call, body: z.output<typeof removal>) {
  const user = findUser(workspace, { acs_user_id: body.acs_user_id });
  if (user.identity === findIdentity(workspace, body.user_identity_id)) unlinkIdentity(user);
  return {};
}

/** The routes of `/user_identities/*` about the users of an identity and what they can enter. */
export const userIdentityUserRoutes: readonly Route[] = [
  route('PUT', '/user_identities/add_acs_user', addition, addUser),
  route('DELETE', '/user_identities/remove_acs_user', removal, removeUser),
  route(
    'GET',
    '/user_identities/list_acs_users',
    byIdentity,
    ({ workspace }, { user_identity_id: id }) => ({
      acs_users: [...findIdentity(workspace, id).users].map((user) => userView(workspace, user)),
    }),
  ),
  route(
    'GET',
    '/user_identities/list_acs_systems',
    byIdentity,
    ({ workspace }, { user_identity_id: id }) => {
      const systems = new Set([...findIdentity(workspace, id).users].map(({ system }) => system));
      return { acs_systems: [...systems].map((system) => systemView(workspace, system)) };
    },
  ),
  route(
    'GET',
    '/user_identities/list_accessible_entrances',
    byIdentity,
    ({ workspace }, { user_identity_id: id }) => {
      const users = [...findIdentity(workspace, id).users];
      return { acs_entrances: [...new Set(users.flatMap(accessibleEntrances))].map(entranceView) };
    },
  ),
];
