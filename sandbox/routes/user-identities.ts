import { z } from 'zod';

import { findIdentity, findSystem } from '../find.ts';
import { createIdentity, updateIdentity, userOfIdentity } from '../model/identities.ts';
import type { UserIdentity } from '../model/objects.ts';
import { removeIdentity } from '../model/removal.ts';
import { pageOf } from '../pagination.ts';
import { email, paging, uuid } from '../parameters.ts';
import { invalidInput, notFound, Refusal } from '../refusal.ts';
import { type Call, type Route, route } from '../route.ts';
import { identityView } from '../views/identity-views.ts';

const byIdentity = z.object({ user_identity_id: uuid });
const byIdentityOrKey = z.object({
  user_identity_id: uuid.optional(),
  user_identity_key: z.string().optional(),
});
const fields = {
  user_identity_key: z.string().regex(/\S/, 'Must not consist only of whitespace').nullish(),
  email_address: email.nullish(),
  full_name: z.string().min(1).nullish(),
  phone_number: z.string().nullish(),
};
const creation = z.object({ ...fields, acs_system_ids: z.array(uuid).default([]) });
const update = z.object({ ...fields, user_identity_id: uuid });
const listing = z.object({
  ...paging,
  credential_manager_acs_system_id: uuid.optional(),
  search: z.string().optional(),
  user_identity_ids: z.array(uuid).optional(),
});

function detailsOf(body: z.output<z.ZodObject<typeof fields>>) {
  const {
    user_identity_key: key,
    full_name: fullName,
    email_address: mail,
    phone_number: phone,
  } = body;
  return { key, fullName, email: mail, phone };
}

function create({ workspace }: Call, body: z.output<typeof creation>) {
  const systems = body.acs_system_ids.map((id) => findSystem(workspace, id));
  const identity = createIdentity(workspace, detailsOf(body));
  for (const system of systems) userOfIdentity(workspace, identity, system);
  return { user_identity: identityView(workspace, identity) };
}

function get({ workspace }: Call, body: z.output<typeof byIdentityOrKey>) {
  const { user_identity_id: id, user_identity_key: key } = body;
  if (id !== undefined)
    return { user_identity: identityView(workspace, findIdentity(workspace, id)) };
  if (key === undefined) throw invalidInput('Provide user_identity_id or user_identity_key');
  const identity = workspace.identityByKey.get(key);
  if (identity === undefined) throw notFound('user_identity');
  return { user_identity: identityView(workspace, identity) };
}

function list({ workspace, url }: Call, body: z.output<typeof listing>) {
  const { user_identity_ids: ids, credential_manager_acs_system_id: managerId } = body;
  const sought = body.search?.toLowerCase();
  const matches = (identity: UserIdentity): boolean =>
    (ids === undefined || ids.includes(identity.id)) &&
    (managerId === undefined ||
      [...identity.users].some(({ system }) => system.id === managerId)) &&
    (sought === undefined || isFoundBy(identity, sought));
  const { items, pagination } = pageOf(workspace.identities.values(), matches, body, url);
  return {
    user_identities: items.map((identity) => identityView(workspace, identity)),
    pagination,
  };
}

function isFoundBy(
  { id, key, fullName, email: mail, phone }: UserIdentity,
  sought: string,
): boolean {
  return [fullName, phone, mail, id, key].some((text) => text?.toLowerCase().includes(sought));
}

function remove({ workspace }: Call, { user_identity_id: id }: z.output<typeof byIdentity>) {
  const identity = findIdentity(workspace, id);
  if (identity.enrollments.size > 0 && workspace.switches.enrollmentBlocksIdentityDelete) {
    const message = 'Delete the enrollment automations of the user identity first';
    throw new Refusal(400, 'user_identity_has_enrollment_automations', message);
  }
  removeIdentity(workspace, identity);
  return {};
}

/** The routes of `/user_identities/*` about identities themselves. */
export const userIdentityRoutes: readonly Route[] = [
  route('POST', '/user_identities/create', creation, create),
  route('GET', '/user_identities/get', byIdentityOrKey, get),
  route('GET', '/user_identities/list', listing, list),
  route('DELETE', '/user_identities/delete', byIdentity, remove),
  route('PATCH', '/user_identities/update', update, ({ workspace }, body) => {
    updateIdentity(workspace, findIdentity(workspace, body.user_identity_id), detailsOf(body));
    return {};
  }),
];
