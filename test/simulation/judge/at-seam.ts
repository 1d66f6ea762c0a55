import { openings } from '../../../sandbox/model/doors.ts';
import type { AcsUser } from '../../../sandbox/model/objects.ts';
import { toldTime, type Workspace } from '../../../sandbox/workspace.ts';

import type { Belongings } from './belongings.ts';

/** Ids of the doors that are open now for those who were made for a stay, by reservation. */
export function openDoors(
  workspace: Workspace,
  belongings: Belongings,
): ReadonlyMap<string, ReadonlySet<string>> {
  const open = new Map<string, Set<string>>();
  const users = belongings.users();
  if (users.length === 0) return open;
  for (const [entrance, letIn] of openings(workspace, toldTime(workspace), users)) {
    for (const { user } of letIn) {
      const stay = belongings.stayOf(user) ?? user.fullName;
      const doors = open.get(stay) ?? new Set();
      doors.add(entrance.id);
      open.set(stay, doors);
    }
  }
  return open;
}

/** Whether staff took a user off the access system: what Seam still has of it opens nothing. */
export function isShell({ errors }: AcsUser): boolean {
  return errors.some(({ code }) => code === 'deleted_externally');
}
