import { openings as openingsIn } from '../../../sandbox/model/doors.ts';
import type { AcsUser } from '../../../sandbox/model/objects.ts';
import type { Workspace } from '../../../sandbox/workspace.ts';
import { guestNumberIn, isStayIdentity } from '../../../src/stay/keys.ts';
import { openings } from '../invariants/doors.ts';
import type { AbstractSeam, SeamObject } from '../seam/objects.ts';

import { withNames } from './site.ts';

/** The name of the user that was there before the stay. */
export const OTHERS_NAME = 'Somebody Else';

type Facts = { readonly [K in keyof SeamObject]: SeamObject[K] | undefined };

/** What a sandbox holds, as the abstract Seam says it; each kind in the order in which it was made. */
export function pictureOf(workspace: Workspace): AbstractSeam {
  const { identities, enrollments, users, credentials } = workspace;
  const facts: readonly Facts[] = [
    ...[...identities.values()].map(({ id, key }): Facts => {
      const isOwn = isStayIdentity(key ?? undefined);
      const guest = isOwn ? guestNumberIn(key ?? '') : 0;
      return { id, kind: 'identity', guest, isForeign: isOwn ? undefined : true };
    }),
    ...[...enrollments.values()].map(({ id, identity }): Facts => ({
      ...{ id, kind: 'enrollment', guest: 0, identityId: identity.id },
    })),
    ...[...users.values()].filter(({ system }) => !system.isCredentialManager).map(factsOfUser),
    ...[...credentials.values()].map((one): Facts => ({
      ...{ id: one.id, kind: 'credential', systemId: one.system.id, guest: guestOf(one.user) },
      ...{ userId: one.user?.id, method: one.accessMethod === 'code' ? 'code' : 'mobile_key' },
      entranceIds: one.entrances.length > 0 ? one.entrances.map(({ id }) => id) : undefined,
      window: windowOf(one.startsAt, one.endsAt),
    })),
  ];
  const objects = facts.map(
    (each) =>
      Object.fromEntries(Object.entries(each).filter(([, it]) => it !== undefined)) as never,
  );
  return { objects, late: [], made: 0, justGone: [] };
}

function factsOfUser(user: AcsUser): Facts {
  return {
    ...{ id: user.id, kind: 'user', systemId: user.system.id, guest: guestOf(user) },
    ...{ identityId: user.identity?.id, isSuspended: user.isSuspended },
    isForeign: user.fullName === OTHERS_NAME ? true : undefined,
    groupIds: [...user.groups].map(({ id }) => id),
    window: windowOf(user.schedule?.startsAt, user.schedule?.endsAt ?? undefined),
  };
}

function guestOf(user: AcsUser | undefined): number {
  return user === undefined || user.fullName === OTHERS_NAME ? 0 : guestNumberIn(user.fullName);
}

function windowOf(opens: number | undefined, closes: number | undefined): SeamObject['window'] {
  if (opens === undefined || closes === undefined) return undefined;
  return { opensAt: new Date(opens).toISOString(), closesAt: new Date(closes).toISOString() };
}

/** What a Seam holds, an object a line. Of a start that is past nobody asks when it was. */
export function linesOfObjects({ objects }: AbstractSeam, now: number): readonly string[] {
  return objects.map((o) => {
    const { id, kind, guest, systemId, identityId, userId, method, window, isForeign } = o;
    const doors = (o.groupIds ?? o.entranceIds ?? []).map(withNames).toSorted();
    const hasBegun = Date.parse(window?.opensAt ?? '') <= now;
    const whose = kind === 'enrollment' ? '' : `guest ${guest}`;
    const facts = [
      systemId,
      identityId,
      userId,
      method,
      doors.join('+'),
      hasBegun ? 'begun' : window?.opensAt,
      window?.closesAt,
    ];
    const state = [isForeign && 'of others', o.isSuspended && 'suspended'].filter(Boolean);
    return [kind, id, whose, ...facts, ...state].filter((it) => it).join(' ');
  });
}

/** What opens a door of the model's Seam at a moment, in epoch milliseconds; a credential and a door a line. */
export function linesOfDoors(seam: AbstractSeam, at: number): readonly string[] {
  return openings(seam, at).flatMap(({ credential, doors }) =>
    doors.map((door) => `${credential.id} opens ${door}`),
  );
}

/** The same of the sandbox, by what the doors themselves know. */
export function linesOfLocks(workspace: Workspace, at: number): readonly string[] {
  return [...openingsIn(workspace, at)].flatMap(([door, letIn]) =>
    letIn.map(({ credential }) => `${credential.id} opens ${door.name}`),
  );
}
