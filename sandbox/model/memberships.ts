import type { Workspace } from '../workspace.ts';

import type { AccessGroup, AcsUser } from './objects.ts';
import { programme } from './programming.ts';

/** Makes a user a member of an access group; a member stays one. */
export function joinGroup(workspace: Workspace, user: AcsUser, group: AccessGroup): void {
  if (user.groups.has(group)) return;
  user.groups.add(group);
  group.members.add(user);
  programme(workspace, user, membershipChange(null, group.id), () =>
    user.programmed.groups.add(group),
  );
}

/** Ends a membership; whoever is no member stays none. */
export function leaveGroup(workspace: Workspace, user: AcsUser, group: AccessGroup): void {
  if (!user.groups.delete(group)) return;
  group.members.delete(user);
  programme(workspace, user, membershipChange(group.id, null), () =>
    user.programmed.groups.delete(group),
  );
}

function membershipChange(from: string | null, to: string | null) {
  return {
    code: 'updating_group_membership',
    message: 'The access group membership is being updated on the access system',
    from: { acs_access_group_id: from },
    to: { acs_access_group_id: to },
  };
}
