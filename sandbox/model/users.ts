import { newObject } from '../build-site.ts';
import { nextUuid } from '../random.ts';
import { Refusal } from '../refusal.ts';
import type { Workspace } from '../workspace.ts';

import { announce } from './events.ts';
import { clear, raise } from './issues.ts';
import { joinGroup } from './memberships.ts';
import type { AccessGroup, AcsSystem, AcsUser, Schedule, UserIdentity } from './objects.ts';
import { programme } from './programming.ts';
import { leaveSeat, reviewSeat, watchSchedule } from './seats.ts';
import { refuseName } from './user-names.ts';

/** What a user is created with. */
export interface UserDetails {
  readonly fullName: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly schedule?: Schedule | null;
  readonly identity?: UserIdentity | undefined;
  readonly groups?: readonly AccessGroup[];
  readonly isUnsubscribedByHand?: boolean;
}

/** Creates a user at Seam and has it made on the access system; throws a Refusal where its name or identity is not taken. */
export function createUser(workspace: Workspace, system: AcsSystem, details: UserDetails): AcsUser {
  const {
    fullName,
    email,
    phone,
    schedule = null,
    identity,
    groups = [],
    isUnsubscribedByHand = false,
  } = details;
  refuseName(workspace, system, fullName);
  const user: AcsUser = {
    ...newObject(workspace, nextUuid(workspace.ids)),
    system,
    fullName,
    email,
    phone,
    schedule,
    isSuspended: false,
    identity: undefined,
    isUnsubscribedByHand,
    groups: new Set(),
    credentials: new Set(),
    programmed: { isOnSystem: false, schedule: null, isSuspended: false, groups: new Set() },
    pending: [],
    programmedBy: 0,
    lastSyncAt: null,
    searchText: undefined,
  };
  if (identity !== undefined) linkIdentity(workspace, user, identity);
  system.users.set(user.id, user);
  workspace.users.set(user.id, user);
  announce(workspace, 'acs_user.created', { acs_system_id: system.id, acs_user_id: user.id });
  reviewSeat(workspace, user);
  const creating = { code: 'creating', message: 'The user is being created on the access system' };
  programme(workspace, user, creating, () => putOnSystem(workspace, user, schedule));
  for (const group of groups) joinGroup(workspace, user, group);
  return user;
}

/** Binds a user to an identity; throws a Refusal where the identity may have one user per system and has it. */
export function linkIdentity(workspace: Workspace, user: AcsUser, identity: UserIdentity): void {
  if (workspace.switches.secondUserPerIdentity === 'refused') {
    for (const other of identity.users) {
      if (other !== user && other.system === user.system) {
        throw new Refusal(
          400,
          'user_identity_already_has_acs_user',
          'The user identity already has an ACS user in this access system',
        );
      }
    }
  }
  unlinkIdentity(user);
  user.identity = identity;
  user.searchText = undefined;
  identity.users.add(user);
}

/** Frees a user from its identity. */
export function unlinkIdentity(user: AcsUser): void {
  user.identity?.users.delete(user);
  user.identity = undefined;
  user.searchText = undefined;
}

/** Claims the user's e-mail address on the site; tells on the user if another one has it. */
export function claimEmail(workspace: Workspace, user: AcsUser, errorCode: string): boolean {
  const { system, email } = user;
  if (!system.model.hasUniqueEmails || !workspace.switches.uniqueEmailOnSite) return true;
  const holder = email === undefined ? user : system.emails.get(email);
  if (holder !== undefined && holder !== user) {
    raise(workspace, user.errors, errorCode, 'The email address provided is already in use');
    return false;
  }
  if (email !== undefined) system.emails.set(email, user);
  clear(user.errors, 'failed_to_create_on_acs_system');
  clear(user.errors, 'failed_to_update_on_acs_system');
  return true;
}

/** Makes a user known to the access system, where its e-mail address allows and nobody has removed it there since. */
export function putOnSystem(workspace: Workspace, user: AcsUser, schedule: Schedule | null): void {
  if (user.errors.some(({ code }) => code === 'deleted_externally')) return;
  if (!claimEmail(workspace, user, 'failed_to_create_on_acs_system')) return;
  user.programmed.isOnSystem = true;
  user.programmed.schedule = schedule;
  watchSchedule(workspace, user);
  reviewSeat(workspace, user);
}

/** Takes a user off the access system itself; what Seam holds of it stays. */
export function takeOffSystem(workspace: Workspace, user: AcsUser): void {
  const { system, programmed, email } = user;
  programmed.isOnSystem = false;
  if (email !== undefined && system.emails.get(email) === user) system.emails.delete(email);
  leaveSeat(workspace, user);
}
