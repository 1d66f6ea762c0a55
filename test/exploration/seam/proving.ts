import type { InputOf } from '../../../src/stay/step.ts';

import { usersOnIdentity } from './finding.ts';
import { findObject, isRecent, ownObjects, type AbstractSeam, type SeamObject } from './objects.ts';

/** Something that is left, as the product names it. */
type Found = {
  readonly kind: 'access-user' | 'credential' | 'user-identity';
  readonly id: string;
  readonly guestNumber?: number;
};

/** What a proof finds that is not known by its id: a list that lags does not show what was made just now. */
export function hiddenFrom(
  seam: AbstractSeam,
  input: InputOf<'proveAbsence'>,
  now: number,
): readonly string[] {
  const known = [...input.userIds, ...input.credentialIds];
  return leftOf(seam, input)
    .flatMap(({ kind, id }) => (kind === 'access-user' ? [id] : []))
    .filter((id) => !known.includes(id) && isRecent(findObject(seam, id)?.untoldSince ?? 0, now));
}

/** What of a stay a proof finds, in the order in which it looks. */
export function leftOf(seam: AbstractSeam, input: InputOf<'proveAbsence'>): readonly Found[] {
  const { systemIds, exceptUserIds, userIds, credentialIds, withIdentity, guests = 1 } = input;
  const own = ownObjects(seam);
  const isKept = (id: string): boolean => exceptUserIds.includes(id);
  const found = [
    ...systemIds.flatMap((systemId) =>
      own.filter((o) => o.kind === 'user' && o.systemId === systemId && !isKept(o.id)),
    ),
    ...userIds.flatMap((userId) => own.filter((o) => o.id === userId || o.userId === userId)),
    ...own.filter((o) => credentialIds.includes(o.id)),
    ...own.filter(
      (o) =>
        withIdentity &&
        o.kind === 'identity' &&
        o.guest <= guests &&
        !usersOnIdentity(seam, o.id).some(({ id }) => isKept(id)),
    ),
  ];
  return [...new Set(found)].map(remainOf);
}

/** An object, as the product names it. */
export function remainOf({ kind, id, systemId, userId, guest }: SeamObject): Found {
  const names = { user: 'access-user', credential: 'credential', identity: 'user-identity' };
  return {
    kind: names[kind as keyof typeof names] as Found['kind'],
    id,
    ...(systemId === undefined ? {} : { systemId }),
    ...(userId === undefined ? {} : { userId }),
    ...(kind === 'identity' && guest > 1 ? { guestNumber: guest } : {}),
  };
}
