import { toldTime, type Workspace } from '../workspace.ts';

import { isUsable } from './credentials.ts';
import type { AcsUser, Credential, Entrance } from './objects.ts';
import { isInside } from './seats.ts';

/** Somebody whom a door lets in, and by what. */
export interface Opening {
  readonly user: AcsUser;
  readonly credential: Credential;
}

/**
 * Tells for each entrance whom of the users, all unless said, it would let in at an instant, as the doors are
 * programmed at this moment.
 *
 * A user who stands without a seat now is let in at no instant; of one whose window has yet to come it is assumed that
 * there will be a seat.
 */
export function openings(
  workspace: Workspace,
  instant: number,
  users: Iterable<AcsUser> = workspace.users.values(),
): Map<Entrance, Opening[]> {
  const doors = new Map<Entrance, Opening[]>();
  for (const entrance of workspace.entrances.values()) doors.set(entrance, []);
  for (const user of users) {
    if (!isAdmitted(workspace, user, instant)) continue;
    for (const credential of user.credentials) {
      if (!isUsable(credential)) continue;
      for (const entrance of reach(user, credential, instant)) {
        doors.get(entrance)?.push({ user, credential });
      }
    }
  }
  return doors;
}

/** The entrances that a user's access groups and credentials open, at whatever time. */
export function accessibleEntrances(user: AcsUser): Entrance[] {
  const entrances = new Set<Entrance>();
  for (const group of user.programmed.groups)
    for (const entrance of group.entrances) entrances.add(entrance);
  for (const credential of user.credentials)
    for (const entrance of credential.entrances) entrances.add(entrance);
  return [...entrances];
}

function isAdmitted(workspace: Workspace, user: AcsUser, instant: number): boolean {
  const { programmed, system } = user;
  if (!programmed.isOnSystem || programmed.isSuspended) return false;
  if (system.model.honoursSchedule(workspace.switches) && !isInside(programmed.schedule, instant))
    return false;
  if (!system.model.hasSeats || system.seated.has(user)) return true;
  return !user.isUnsubscribedByHand && !isInside(programmed.schedule, toldTime(workspace));
}

function reach(user: AcsUser, credential: Credential, instant: number): Iterable<Entrance> {
  if (user.system.model.accessBy === 'groups') {
    return new Set([...user.programmed.groups].flatMap((group) => group.entrances));
  }
  const { startsAt, programmedEndsAt, entrances } = credential;
  const isOpen = isInside({ startsAt: startsAt ?? 0, endsAt: programmedEndsAt ?? null }, instant);
  return isOpen ? entrances : [];
}
