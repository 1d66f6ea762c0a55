import type {
  AccessGroup,
  AcsSystem,
  AcsUser,
  Credential,
  Entrance,
  UserIdentity,
} from './model/objects.ts';
import { invalidInput, notFound } from './refusal.ts';
import type { Workspace } from './workspace.ts';

/** How a request names a user: by its id, or by identity and access system. */
export interface UserReference {
  readonly acs_user_id?: string | undefined;
  readonly user_identity_id?: string | undefined;
  readonly acs_system_id?: string | undefined;
}

/** The access system with an id; throws a Refusal if there is none. So do all of these. */
export function findSystem({ systems }: Workspace, id: string): AcsSystem {
  return found(systems.get(id), 'acs_system');
}

/** The access group with an id. */
export function findGroup({ groups }: Workspace, id: string): AccessGroup {
  return found(groups.get(id), 'acs_access_group');
}

/** The entrance with an id. */
export function findEntrance({ entrances }: Workspace, id: string): Entrance {
  return found(entrances.get(id), 'acs_entrance');
}

/** The credential with an id. */
export function findCredential({ credentials }: Workspace, id: string): Credential {
  return found(credentials.get(id), 'acs_credential');
}

/** The identity with an id. */
export function findIdentity({ identities }: Workspace, id: string): UserIdentity {
  return found(identities.get(id), 'user_identity');
}

/** The user that a request names. */
export function findUser(workspace: Workspace, reference: UserReference): AcsUser {
  const { acs_user_id: id, user_identity_id: identityId, acs_system_id: systemId } = reference;
  if (id !== undefined)
    return found(workspace.users.get(id), 'acs_user', workspace.switches.deletedUserGet);
  if (identityId === undefined || systemId === undefined) {
    throw invalidInput('Provide acs_user_id, or user_identity_id and acs_system_id');
  }
  const system = findSystem(workspace, systemId);
  const users = [...findIdentity(workspace, identityId).users];
  return found(
    users.find((user) => user.system === system),
    'acs_user',
    workspace.switches.deletedUserGet,
  );
}

function found<Item>(item: Item | undefined, kind: string, status?: number): Item {
  if (item === undefined) throw notFound(kind, status);
  return item;
}
