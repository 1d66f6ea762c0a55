import { z } from 'zod';

import { findSystem, findUser } from '../find.ts';
import { accessibleEntrances } from '../model/doors.ts';
import { leaveGroup } from '../model/memberships.ts';
import type { AcsUser } from '../model/objects.ts';
import { removeCredential, removeUser } from '../model/removal.ts';
import { updateSuspension } from '../model/user-updates.ts';
import { pageOf } from '../pagination.ts';
import { paging, uuid } from '../parameters.ts';
import { type Call, type Route, route } from '../route.ts';
import { userReference } from '../user-reference.ts';
import { userView } from '../views/access-views.ts';
import { entranceView } from '../views/site-views.ts';
import type { Workspace } from '../workspace.ts';

const listing = z.object({
  ...paging,
  acs_system_id: uuid.optional(),
  user_identity_id: uuid.optional(),
  user_identity_email_address: z.string().nullish(),
  user_identity_phone_number: z.string().nullish(),
  search: z.string().optional(),
});

function list({ workspace, url }: Call, body: z.output<typeof listing>) {
  const sought = body.search?.toLowerCase();
  const matches = (user: AcsUser): boolean =>
    (body.acs_system_id === undefined || user.system.id === body.acs_system_id) &&
    (!body.user_identity_email_address ||
      user.identity?.email === body.user_identity_email_address) &&
    (!body.user_identity_phone_number ||
      user.identity?.phone === body.user_identity_phone_number) &&
    (sought === undefined || isFoundBy(user, sought));
  const { items, pagination } = pageOf(scopeOf(workspace, body), matches, body, url);
  return { acs_users: items.map((user) => userView(workspace, user)), pagination };
}

/** The fewest users among which those that are asked for must be. */
function scopeOf(workspace: Workspace, body: z.output<typeof listing>): Iterable<AcsUser> {
  const { acs_system_id: systemId, user_identity_id: identityId } = body;
  if (identityId !== undefined) {
    const users = workspace.identities.get(identityId)?.users ?? [];
    return Array.from(users).toSorted((left, right) => left.sequence - right.sequence);
  }
  return (systemId === undefined ? workspace : findSystem(workspace, systemId)).users.values();
}

function isFoundBy(user: AcsUser, sought: string): boolean {
  user.searchText ??= searchTextOf(user);
  return user.searchText.includes(sought);
}

function searchTextOf({ id, fullName, email, phone, identity }: AcsUser): string {
  const texts = [fullName, phone, email, id, identity?.id, identity?.fullName, identity?.phone];
  return texts.join('\n').toLowerCase();
}

function revokeAll(workspace: Workspace, user: AcsUser): void {
  for (const group of user.groups) leaveGroup(workspace, user, group);
  for (const credential of user.credentials) {
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

/** `/acs/users/*`, without `create`, `update` and the memberships. */
export const acsUserRoutes: readonly Route[] = [
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
