import { z } from 'zod';

import { findGroup, findIdentity, findUser, type UserReference } from '../find.ts';
import { userOfIdentity } from '../model/identities.ts';
import { joinGroup, leaveGroup } from '../model/memberships.ts';
import type { AccessGroup, AcsUser } from '../model/objects.ts';
import { uuid } from '../parameters.ts';
import { invalidInput, Refusal } from '../refusal.ts';
import { type Call, type Route, route } from '../route.ts';
import { userView } from '../views/access-views.ts';
import { entranceView, groupView } from '../views/site-views.ts';
import type { Workspace } from '../workspace.ts';

const byGroup = z.object({ acs_access_group_id: uuid });
const byGroupAndUser = z.object({ acs_access_group_id: uuid, acs_user_id: uuid });
const byGroupAndAnyUser = z.object({
  acs_access_group_id: uuid,
  acs_user_id: uuid.optional(),
  user_identity_id: uuid.optional(),
});
const listing = z.object({
  acs_system_id: uuid.optional(),
  acs_user_id: uuid.optional(),
  user_identity_id: uuid.optional(),
  search: z.string().optional(),
});

function join({ workspace }: Call, body: z.output<typeof byGroupAndAnyUser>) {
  const group = findGroup(workspace, body.acs_access_group_id);
  const user = memberToBe(workspace, group, body);
  if (user.system !== group.system) {
    throw invalidInput('The user and the access group must belong to the same access system');
  }
  if (user.groups.has(group) && workspace.switches.addExistingMemberIsError) {
    throw new Refusal(
      400,
      'acs_user_already_in_access_group',
      'The user is already a member of the access group',
    );
  }
  joinGroup(workspace, user, group);
  return {};
}

function memberToBe(workspace: Workspace, group: AccessGroup, body: UserReference): AcsUser {
  if (body.acs_user_id !== undefined || body.user_identity_id === undefined)
    return findUser(workspace, body);
  return userOfIdentity(workspace, findIdentity(workspace, body.user_identity_id), group.system);
}

function leave({ workspace }: Call, body: z.output<typeof byGroupAndAnyUser>) {
  const group = findGroup(workspace, body.acs_access_group_id);
  leaveGroup(workspace, findUser(workspace, { ...body, acs_system_id: group.system.id }), group);
  return {};
}

function list({ workspace }: Call, body: z.output<typeof listing>) {
  const {
    acs_user_id: userId,
    user_identity_id: identityId,
    acs_system_id: systemId,
    search,
  } = body;
  const groups = [...workspace.groups.values()].filter(
    (group) =>
      (systemId === undefined || group.system.id === systemId) &&
      (search === undefined || group.name.toLowerCase().includes(search.toLowerCase())) &&
      (userId === undefined || findUser(workspace, { acs_user_id: userId }).groups.has(group)) &&
      (identityId === undefined || hasMember(group, identityId)),
  );
  return { acs_access_groups: groups.map((group) => groupView(workspace, group)) };
}

function hasMember({ members }: AccessGroup, identityId: string): boolean {
  return [...members].some(({ identity }) => identity?.id === identityId);
}

/** `/acs/access_groups/*`, and the memberships under `/acs/users/*`. */
export const acsAccessGroupRoutes: readonly Route[] = [
  route('PUT', '/acs/users/add_to_access_group', byGroupAndUser, join),
  route('DELETE', '/acs/users/remove_from_access_group', byGroupAndAnyUser, leave),
  route('PUT', '/acs/access_groups/add_user', byGroupAndAnyUser, join),
  route('DELETE', '/acs/access_groups/remove_user', byGroupAndAnyUser, leave),
  route('GET', '/acs/access_groups/list', listing, list),
  route('GET', '/acs/access_groups/get', byGroup, ({ workspace }, { acs_access_group_id: id }) => ({
    acs_access_group: groupView(workspace, findGroup(workspace, id)),
  })),
  route(
    'GET',
    '/acs/access_groups/list_users',
    byGroup,
    ({ workspace }, { acs_access_group_id: id }) => ({
      acs_users: [...findGroup(workspace, id).members].map((user) => userView(workspace, user)),
    }),
  ),
  route(
    'GET',
    '/acs/access_groups/list_accessible_entrances',
    byGroup,
    ({ workspace }, { acs_access_group_id: id }) => ({
      acs_entrances: findGroup(workspace, id).entrances.map(entranceView),
    }),
  ),
];
