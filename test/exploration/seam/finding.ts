import type { InputOf } from '../../../src/stay/step.ts';

import type { AbstractSeam, SeamObject } from './objects.ts';

/** The identity that the step is about, or one that has the guest's address, whoever made it. */
export function identityFor(
  { objects }: AbstractSeam,
  { guest, by, guestNumber = 1 }: InputOf<'identifyGuest'>,
): SeamObject | undefined {
  const identities = objects.filter((o) => o.kind === 'identity');
  return (
    identities.find((o) => !o.isForeign && o.guest === guestNumber) ??
    identities.find((o) => by === 'email' && o.of === guest.email)
  );
}

/** The users of the guest in the system, the one to keep first; the others are doubles. */
export function usersFor(
  { objects }: AbstractSeam,
  { systemId, guestNumber = 1, ours, notOurs }: InputOf<'addAccessUser'>,
): readonly SeamObject[] {
  const users = objects.filter(
    (o) =>
      o.kind === 'user' &&
      o.isForeign !== true &&
      o.systemId === systemId &&
      (o.guest === guestNumber || o.id === ours) &&
      !notOurs.includes(o.id),
  );
  return keptFirst(users, ours);
}

/** The credentials of the user, the one to keep first; the others are doubles. */
export function credentialsFor(
  { objects }: AbstractSeam,
  { userId, ours, notOurs }: InputOf<'issueCredential'>,
): readonly SeamObject[] {
  const all = objects.filter((o) => o.kind === 'credential' && o.userId === userId);
  return keptFirst(
    all.filter((o) => !notOurs.includes(o.id)),
    ours,
  );
}

/** Which of these credentials is kept: one that would not go when it was to is never adopted. */
export function keptOf(
  found: readonly SeamObject[],
  { ours }: InputOf<'issueCredential'>,
): SeamObject | undefined {
  return found.find(({ id, sticks }) => id === ours || sticks === undefined);
}

/** What of the stay hangs on an identity, in any system. */
export function usersOnIdentity({ objects }: AbstractSeam, id: string): readonly SeamObject[] {
  return objects.filter((o) => o.kind === 'user' && o.identityId === id);
}

function keptFirst(found: readonly SeamObject[], ours: string | undefined): readonly SeamObject[] {
  return found.toSorted((a, b) => Number(b.id === ours) - Number(a.id === ours));
}
