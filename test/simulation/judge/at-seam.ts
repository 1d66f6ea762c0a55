import { openings } from '../../../sandbox/model/doors.ts';
import type { AcsUser, Credential, UserIdentity } from '../../../sandbox/model/objects.ts';
import { toldTime, type Workspace } from '../../../sandbox/workspace.ts';

/** The reservation whose mark an access user carries, or whose own identity it hangs on under that name; else ''. */
export function stayOf({ fullName, identity }: AcsUser): string {
  const marked = /^nl:([\w.-]+)(:\d+)?( |$)/.exec(fullName)?.[1];
  return marked ?? (identity?.key === `nightlatch:${fullName}` ? fullName : '');
}

/** Ids of the doors that are open now, by reservation. */
export function openDoors(workspace: Workspace): ReadonlyMap<string, ReadonlySet<string>> {
  const open = new Map<string, Set<string>>();
  for (const [entrance, letIn] of openings(workspace, toldTime(workspace))) {
    for (const { user } of letIn) {
      const stay = stayOf(user);
      const doors = open.get(stay) ?? new Set();
      doors.add(entrance.id);
      open.set(stay, doors);
    }
  }
  return open;
}

/** Everything at Seam that belongs to a stay alone. */
export function objectsOf(
  workspace: Workspace,
  reservationId: string,
): readonly (AcsUser | Credential | UserIdentity)[] {
  const users = [...workspace.users.values()].filter((user) => stayOf(user) === reservationId);
  const identity = workspace.identityByKey.get(`nightlatch:${reservationId}`);
  return [
    ...users,
    ...users.flatMap((user) => [...user.credentials]),
    ...(identity === undefined ? [] : [identity]),
  ];
}
