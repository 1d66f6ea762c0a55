import { z } from 'zod';

import { checkEnd } from '../access-schedule.ts';
import { findCredential, findEntrance, findIdentity, findSystem, findUser } from '../find.ts';
import { createCredential, updateEnd } from '../model/credentials.ts';
import { userOfIdentity } from '../model/identities.ts';
import type { AcsUser } from '../model/objects.ts';
import { instant, uuid } from '../parameters.ts';
import { invalidInput, notSupported } from '../refusal.ts';
import { type Call, type Route, route } from '../route.ts';
import { userReference } from '../user-reference.ts';
import { credentialView } from '../views/access-views.ts';
import { toldTime, type Workspace } from '../workspace.ts';

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

function create({ workspace }: Call, body: z.output<typeof creation>) {
  const entrances = body.allowed_acs_entrance_ids.map((id) => findEntrance(workspace, id));
  checkEnd(body.starts_at, body.ends_at, toldTime(workspace));
  const user = holderToBe(workspace, body);
  if (entrances.some((entrance) => entrance.system !== user.system)) {
    throw invalidInput('allowed_acs_entrance_ids must belong to the access system of the user');
  }
  const credential = createCredential(workspace, user, {
    accessMethod: body.access_method,
    code: body.code,
    entrances,
    isMultiPhoneSync: body.is_multi_phone_sync_credential,
    startsAt: body.starts_at,
    endsAt: body.ends_at,
  });
  return { acs_credential: credentialView(workspace, credential) };
}

function holderToBe(workspace: Workspace, body: z.output<typeof creation>): AcsUser {
  const { acs_user_id: id, user_identity_id: identityId, acs_system_id: systemId } = body;
  if (id !== undefined || identityId === undefined || systemId === undefined)
    return findUser(workspace, body);
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

function assign({ workspace }: Call, body: z.output<typeof byCredentialAndUser>) {
  const credential = findCredential(workspace, body.acs_credential_id);
  const user = findUser(workspace, { ...body, acs_system_id: credential.system.id });
  if (user.system !== credential.system)
    throw invalidInput('The user must belong to the same access system');
  credential.user?.credentials.delete(credential);
  credential.user = user;
  user.credentials.add(credential);
  return { acs_credential: credentialView(workspace, credential) };
}

function unassign({ workspace }: Call, body: z.output<typeof byCredentialAndUser>) {
  const credential = findCredential(workspace, body.acs_credential_id);
  credential.user?.credentials.delete(credential);
  credential.user = undefined;
  return { acs_credential: credentialView(workspace, credential) };
}

/** The routes of `/acs/credentials/*` that make and change credentials. */
export const acsCredentialWriteRoutes: readonly Route[] = [
  route('POST', '/acs/credentials/create', creation, create),
  route('PATCH', '/acs/credentials/update', update, change),
  route('PATCH', '/acs/credentials/assign', byCredentialAndUser, assign),
  route('PATCH', '/acs/credentials/unassign', byCredentialAndUser, unassign),
];
