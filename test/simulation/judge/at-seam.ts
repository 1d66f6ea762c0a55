import { openings } from '../../../sandbox/model/doors.ts';
import type { AcsUser, Credential, UserIdentity } from '../../../sandbox/model/objects.ts';
import { toldTime, type Workspace } from '../../../sandbox/workspace.ts';

/** The reservation that an access user's name begins with. */
export function stayOf({ fullName }: AcsUser): string {
  const [first = ''] = fullName.split(' ', 1);
  return first;
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
