import { newObject } from '../build-site.ts';
import { nextUuid } from '../random.ts';
import { Refusal } from '../refusal.ts';
import type { Workspace } from '../workspace.ts';

import type { AcsSystem, AcsUser, UserIdentity } from './objects.ts';
import { createUser, linkIdentity } from './users.ts';

/** What identifies a guest; each value is unique in the workspace. */
export interface IdentityDetails {
  readonly key?: string | null | undefined;
  readonly fullName?: string | null | undefined;
  readonly email?: string | null | undefined;
  readonly phone?: string | null | undefined;
}

/** Creates an identity; throws a Refusal where another one has its key, e-mail address or phone number. */
export function createIdentity(workspace: Workspace, details: IdentityDetails): UserIdentity {
  refuseDuplicates(workspace, details, undefined);
  const identity: UserIdentity = {
    ...newObject(workspace, nextUuid(workspace.ids)),
    key: details.key ?? null,
    fullName: details.fullName ?? null,
    email: details.email ?? null,
    phone: details.phone ?? null,
    users: new Set(),
    enrollments: new Set(),
  };
  workspace.identities.set(identity.id, identity);
  indexIdentity(workspace, identity);
  return identity;
}

/** Changes what identifies a guest: `undefined` stays, `null` is taken off. */
export function updateIdentity(
  workspace: Workspace,
  identity: UserIdentity,
  next: IdentityDetails,
): void {
  refuseDuplicates(workspace, next, identity);
  if (identity.key !== null) workspace.identityByKey.delete(identity.key);
  if (identity.email !== null) workspace.identityByEmail.delete(identity.email);
  if (identity.phone !== null) workspace.identityByPhone.delete(identity.phone);
  if (next.key !== undefined) identity.key = next.key;
  if (next.fullName !== undefined) identity.fullName = next.fullName;
  if (next.email !== undefined) identity.email = next.email;
  if (next.phone !== undefined) identity.phone = next.phone;
  indexIdentity(workspace, identity);
  for (const user of identity.users) user.searchText = undefined;
}

/** The identity's user in an access system: linked by e-mail address or phone number if there is one, else created. */
export function userOfIdentity(
  workspace: Workspace,
  identity: UserIdentity,
  system: AcsSystem,
): AcsUser {
  for (const user of identity.users) if (user.system === system) return user;
  for (const user of system.users.values()) {
    const isSamePerson =
      (user.email !== undefined && user.email === identity.email) ||
      (user.phone !== undefined && user.phone === identity.phone);
    if (user.identity === undefined && isSamePerson) {
      linkIdentity(workspace, user, identity);
      return user;
    }
  }
  return createUser(workspace, system, {
    fullName: displayName(identity),
    email: identity.email ?? undefined,
    phone: identity.phone ?? undefined,
    identity,
  });
}

/** What Seam calls an identity on its pages. */
export function displayName({ fullName, email, phone, key, id }: UserIdentity): string {
  return fullName ?? email ?? phone ?? key ?? id;
}

function indexIdentity(workspace: Workspace, identity: UserIdentity): void {
  if (identity.key !== null) workspace.identityByKey.set(identity.key, identity);
  if (identity.email !== null) workspace.identityByEmail.set(identity.email, identity);
  if (identity.phone !== null) workspace.identityByPhone.set(identity.phone, identity);
}

function refuseDuplicates(
  workspace: Workspace,
  { key, email, phone }: IdentityDetails,
  self: UserIdentity | undefined,
): void {
  refuseTaken(
    workspace,
    'user_identity_key',
    key ? workspace.identityByKey.get(key) : undefined,
    self,
  );
  refuseTaken(
    workspace,
    'email_address',
    email ? workspace.identityByEmail.get(email) : undefined,
    self,
  );
  refuseTaken(
    workspace,
    'phone_number',
    phone ? workspace.identityByPhone.get(phone) : undefined,
    self,
  );
}

function refuseTaken(
  { switches }: Workspace,
  field: string,
  holder: UserIdentity | undefined,
  self: UserIdentity | undefined,
): void {
  if (holder === undefined || holder === self) return;
  const message = `A user identity with this ${field} already exists`;
  throw new Refusal(switches.duplicateIdentityStatus, 'user_identity_already_exists', message);
}
