import type { Workspace } from '../workspace.ts';

import { announce } from './events.ts';
import { clear, raise } from './issues.ts';
import type { AcsUser, Credential, SeamObject, UserIdentity } from './objects.ts';
import { takeOffSystem, unlinkIdentity } from './users.ts';

const FAILED = 'failed_to_delete_on_acs_system';

/** Asks for the deletion of a user with its credentials. Seam has accepted; the lock may take its time or refuse. */
export function removeUser(workspace: Workspace, user: AcsUser): void {
  remove(
    workspace,
    user,
    () => isUserStuck(workspace, user),
    () => takeUserAway(workspace, user),
  );
}

/** Asks for the deletion of a credential. */
export function removeCredential(workspace: Workspace, credential: Credential): void {
  const isStuck = (): boolean => workspace.stuck.has(credential.id);
  remove(workspace, credential, isStuck, () => takeCredentialAway(workspace, credential));
}

/** Asks for the deletion of an identity with its users and enrollments; it stays as long as one of its users does. */
export function removeIdentity(workspace: Workspace, identity: UserIdentity): void {
  for (const user of identity.users) removeUser(workspace, user);
  const isStuck = (): boolean => workspace.stuck.has(identity.id) || identity.users.size > 0;
  remove(workspace, identity, isStuck, () => takeIdentityAway(workspace, identity));
}

/** Makes a user and its credentials vanish. */
export function takeUserAway(workspace: Workspace, user: AcsUser): void {
  for (const credential of user.credentials) takeCredentialAway(workspace, credential);
  for (const group of user.groups) group.members.delete(user);
  takeOffSystem(workspace, user);
  unlinkIdentity(user);
  user.isGone = true;
  user.system.users.delete(user.id);
  workspace.users.delete(user.id);
  announce(workspace, 'acs_user.deleted', { acs_system_id: user.system.id, acs_user_id: user.id });
}

/** Makes a credential vanish; its PIN may be made again. */
export function takeCredentialAway(workspace: Workspace, credential: Credential): void {
  const { id, system, code, user } = credential;
  credential.isGone = true;
  user?.credentials.delete(credential);
  if (code !== null) system.pins.delete(code);
  workspace.credentials.delete(id);
  announce(workspace, 'acs_credential.deleted', {
    acs_system_id: system.id,
    acs_credential_id: id,
  });
}

/** Makes an identity and its enrollments vanish; its users stay. */
export function takeIdentityAway(workspace: Workspace, identity: UserIdentity): void {
  identity.isGone = true;
  workspace.identities.delete(identity.id);
  if (identity.key !== null) workspace.identityByKey.delete(identity.key);
  if (identity.email !== null) workspace.identityByEmail.delete(identity.email);
  if (identity.phone !== null) workspace.identityByPhone.delete(identity.phone);
  for (const { id } of identity.enrollments) workspace.enrollments.delete(id);
}

function isUserStuck({ stuck }: Workspace, user: AcsUser): boolean {
  if (stuck.size === 0) return false;
  return stuck.has(user.id) || [...user.credentials].some(({ id }) => stuck.has(id));
}

function remove(
  workspace: Workspace,
  object: SeamObject,
  isStuck: () => boolean,
  takeAway: () => void,
): void {
  if (object.isBeingDeleted) return;
  clear(object.errors, FAILED);
  const finish = (): void => {
    if (object.isGone) return;
    object.isBeingDeleted = false;
    clear(object.warnings, 'being_deleted');
    if (!isStuck()) return takeAway();
    if ('system' in object)
      raise(workspace, object.errors, FAILED, 'The access system did not delete it');
  };
  const { deletionDelayMs } = workspace.switches;
  if (deletionDelayMs === 0) return finish();
  object.isBeingDeleted = true;
  raise(workspace, object.warnings, 'being_deleted', 'The object is being deleted');
  workspace.due.add(workspace.clock.real + deletionDelayMs, finish);
}
