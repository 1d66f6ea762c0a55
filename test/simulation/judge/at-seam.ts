import { openings } from '../../../sandbox/model/doors.ts';
import type { AcsUser } from '../../../sandbox/model/objects.ts';
import { toldTime, type Workspace } from '../../../sandbox/workspace.ts';

import type { Belongings } from './belongings.ts';

/** Doors that are open for a guest of a stay who was replaced, since when that is. */
export interface OpenForReplaced {
  readonly stay: string;
  readonly since: number;
  readonly doors: ReadonlySet<string>;
}

/** Ids of the doors that are open now for the guests who stay, by reservation. */
export function openDoors(
  workspace: Workspace,
  belongings: Belongings,
): ReadonlyMap<string, ReadonlySet<string>> {
  const isNow = (user: AcsUser): boolean => belongings.replaced.since(user) === undefined;
  const users = belongings.users();
  return doorsFor(workspace, belongings, belongings.replaced.isAny ? users.filter(isNow) : users);
}

/** The same for guests who were replaced: since when they are, and what opens for them all the same. */
export function* openForReplaced(
  workspace: Workspace,
  belongings: Belongings,
): Iterable<OpenForReplaced> {
  const { replaced } = belongings;
  if (!replaced.isAny) return;
  for (const user of belongings.users()) {
    const since = replaced.since(user);
    if (since === undefined) continue;
    for (const [stay, doors] of doorsFor(workspace, belongings, [user]))
      yield { stay, since, doors };
  }
}

/** Ids of the doors that users open now, by reservation. */
export function doorsFor(
  workspace: Workspace,
  belongings: Belongings,
  users: readonly AcsUser[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const open = new Map<string, Set<string>>();
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
