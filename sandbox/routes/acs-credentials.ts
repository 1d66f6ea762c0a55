import { z } from 'zod';

import { checkEnd } from '../access-schedule.ts';
import { findCredential, findEntrance, findIdentity, findSystem, findUser } from '../find.ts';
import { createCredential, updateEnd } from '../model/credentials.ts';
import { userOfIdentity } from '../model/identities.ts';
import type { AcsUser, Credential, Entrance } from '../model/objects.ts';
import { removeCredential } from '../model/removal.ts';
import { pageOf } from '../pagination.ts';
import { instant, paging, uuid } from '../parameters.ts';
import { invalidInput, notSupported } from '../refusal.ts';
import { type Call, type Route, route } from '../route.ts';
import { credentialView, entranceView } from '../views/acs-views.ts';
import { toldTime, type Workspace } from '../workspace.ts';

import { userReference } from './acs-users.ts';

const byCredential = z.object({ acs_credential_id: uuid });
const byCredentialAndUser = byCredential.extend({
  acs_user_id: uuid.optional(),
  user_identity_id: uuid.optional(),
});
const digits = z.string().regex(/^\d+$/, 'Invalid');

const creation = userReference.extend({
  access_method: z.enum(['code', 'card', 'mobile_key', 'cloud_key']),
  code: digits.optional(),
  is_multi_phone_sync_credential: z.boolean().default(false),
  allowed_acs_entrance_ids: z.array(uuid).default([]),
  starts_at: instant.optional(),
  ends_at: instant.optional(),
});

const update = byCredential.extend({ code: digits.optional(), ends_at: instant.optional() });

const listing = userReference.extend({
  ...paging,
  is_multi_phone_sync_credential: z.boolean().optional(),
  search: z.string().optional(),
});

function create({ workspace }: Call, wish: z.output<typeof creation>) {
  const entrances = wish.allowed_acs_entrance_ids.map((id) => findEntrance(workspace, id));
  checkEnd(wish.starts_at, wish.ends_at, toldTime(workspace));
  const user = holderToBe(workspace, wish);
  if (entrances.some((entrance) => entrance.system !== user.system)) {
    throw invalidInput('allowed_acs_entrance_ids must belong to the access system of the user');
  }
  const credential = createCredential(workspace, user, {
    accessMethod: wish.access_method,
    code: wish.code,
    entrances,
    isMultiPhoneSync: wish.is_multi_phone_sync_credential,
    startsAt: wish.starts_at,
    endsAt: wish.ends_at,
  });
  return { acs_credential: credentialView(workspace, credential) };
}

function holderToBe(workspace: Workspace, wish: z.output<typeof creation>): AcsUser {
  const { acs_user_id: id, user_identity_id: identityId, acs_system_id: systemId } = wish;
  if (id !== undefined || identityId === undefined || systemId === undefined)
    return findUser(workspace, wish);
  return userOfIdentity(
    workspace,
    findIdentity(workspace, identityId),
    findSystem(workspace, systemId),
  );
}

function change(
  { workspace }: Call,
  { acs_credential_id: id, code, ends_at: end }: z.output<typeof update>,
) {
  const credential = findCredential(workspace, id);
  if (code !== undefined) throw notSupported('The access system generates PIN codes itself');
  if (end !== undefined) {
    checkEnd(credential.startsAt, end, toldTime(workspace));
    updateEnd(workspace, credential, end);
  }
  return { acs_credential: credentialView(workspace, credential) };
}

function list({ workspace, url }: Call, wish: z.output<typeof listing>) {
  const {
    acs_user_id: userId,
    user_identity_id: identityId,
    acs_system_id: systemId,
    search,
  } = wish;
  const isMultiPhone = wish.is_multi_phone_sync_credential;
  const held = userId === undefined ? undefined : (workspace.users.get(userId)?.credentials ?? []);
  const scope = held === undefined ? workspace.credentials.values() : [...held].sort(bySequence);
  const matches = (credential: Credential): boolean =>
    (identityId === undefined || credential.user?.identity?.id === identityId) &&
    (systemId === undefined || credential.system.id === systemId) &&
    (isMultiPhone === undefined || credential.isMultiPhoneSync === isMultiPhone) &&
    (search === undefined || isFoundBy(credential, search.toLowerCase()));
  const { items, pagination } = pageOf(scope, matches, wish, url);
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

function assign({ workspace }: Call, wish: z.output<typeof byCredentialAndUser>) {
  const credential = findCredential(workspace, wish.acs_credential_id);
  const user = findUser(workspace, { ...wish, acs_system_id: credential.system.id });
  if (user.system !== credential.system)
    throw invalidInput('The user must belong to the same access system');
  credential.user?.credentials.delete(credential);
  credential.user = user;
  user.credentials.add(credential);
  return { acs_credential: credentialView(workspace, credential) };
}

function unassign({ workspace }: Call, wish: z.output<typeof byCredentialAndUser>) {
  const credential = findCredential(workspace, wish.acs_credential_id);
  credential.user?.credentials.delete(credential);
  credential.user = undefined;
  return { acs_credential: credentialView(workspace, credential) };
}

function entrancesOf({ user, entrances }: Credential): readonly Entrance[] {
  if (entrances.length > 0 || user === undefined) return entrances;
  return [...new Set([...user.programmed.groups].flatMap((group) => group.entrances))];
}

/** `/acs/credentials/*` */
export const acsCredentialRoutes: readonly Route[] = [
  route('POST', '/acs/credentials/create', creation, create),
  route('PATCH', '/acs/credentials/update', update, change),
  route('PATCH', '/acs/credentials/assign', byCredentialAndUser, assign),
  route('PATCH', '/acs/credentials/unassign', byCredentialAndUser, unassign),
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
