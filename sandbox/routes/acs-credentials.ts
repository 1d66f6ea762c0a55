import { z } from 'zod';

import { findCredential } from '../find.ts';
import type { Credential, Entrance } from '../model/objects.ts';
import { removeCredential } from '../model/removal.ts';
import { pageOf } from '../pagination.ts';
import { paging, uuid } from '../parameters.ts';
import { type Call, type Route, route } from '../route.ts';
import { userReference } from '../user-reference.ts';
import { credentialView } from '../views/access-views.ts';
import { entranceView } from '../views/site-views.ts';

const byCredential = z.object({ acs_credential_id: uuid });
const listing = userReference.extend({
  ...paging,
  is_multi_phone_sync_credential: z.boolean().optional(),
  search: z.string().optional(),
});

function list({ workspace, url }: Call, body: z.output<typeof listing>) {
  const {
    acs_user_id: userId,
    user_identity_id: identityId,
    acs_system_id: systemId,
    search,
  } = body;
  const isMultiPhone = body.is_multi_phone_sync_credential;
  const held = userId === undefined ? undefined : (workspace.users.get(userId)?.credentials ?? []);
  const scope =
    held === undefined ? workspace.credentials.values() : Array.from(held).toSorted(bySequence);
  const matches = (credential: Credential): boolean =>
    (identityId === undefined || credential.user?.identity?.id === identityId) &&
    (systemId === undefined || credential.system.id === systemId) &&
    (isMultiPhone === undefined || credential.isMultiPhoneSync === isMultiPhone) &&
    (search === undefined || isFoundBy(credential, search.toLowerCase()));
  const { items, pagination } = pageOf(scope, matches, body, url);
  return {
    acs_credentials: items.map((credential) => credentialView(workspace, credential)),
    pagination,
  };
}

function bySequence(left: Credential, right: Credential): number {
  return left.sequence - right.sequence;
}

function isFoundBy({ id, code, user }: Credential, sought: string): boolean {
  return [id, code, user?.fullName].some((text) => text?.toLowerCase().includes(sought));
}

function entrancesOf({ user, entrances }: Credential): readonly Entrance[] {
  if (entrances.length > 0 || user === undefined) return entrances;
  return [...new Set([...user.programmed.groups].flatMap((group) => group.entrances))];
}

/** The routes of `/acs/credentials/*` that read and remove credentials. */
export const acsCredentialRoutes: readonly Route[] = [
  route('GET', '/acs/credentials/list', listing, list),
  route(
    'GET',
    '/acs/credentials/get',
    byCredential,
    ({ workspace }, { acs_credential_id: id }) => ({
      acs_credential: credentialView(workspace, findCredential(workspace, id)),
    }),
  ),
  route(
    'DELETE',
    '/acs/credentials/delete',
    byCredential,
    ({ workspace }, { acs_credential_id: id }) => {
      removeCredential(workspace, findCredential(workspace, id));
      return {};
    },
  ),
  route(
    'GET',
    '/acs/credentials/list_accessible_entrances',
    byCredential,
    ({ workspace }, { acs_credential_id: id }) => ({
      acs_entrances: entrancesOf(findCredential(workspace, id)).map(entranceView),
    }),
  ),
];
