import type { Seen } from '../../../src/contract/steps.ts';
import type { InputOf } from '../../../src/stay/step.ts';

import { findObject, type AbstractSeam, type SeamObject } from './objects.ts';

/** What a look shows of an access. */
export function look(seam: AbstractSeam, input: InputOf<'confirmAccess'>): Seen {
  const { userId, credentialId, identityId, groupIds, userWindow, credentialWindow } = input;
  const user = findObject(seam, userId);
  const credential = findObject(seam, credentialId);
  const isUnhung = identityId !== undefined && findObject(seam, identityId) === undefined;
  const lost = [
    ...(user === undefined ? [userId] : []),
    ...(credential === undefined ? [credentialId] : []),
    ...(isUnhung ? [identityId] : []),
  ];
  if (lost.length > 0) return { gone: lost, groupIds, windowDiffers: false };
  const isSuspended = user?.isSuspended === true;
  const isHeld = input.isHeld === true;
  // The access system says of what it could not remove that it failed.
  const wouldNotGo = [user, credential].some((o) => o?.sticks !== undefined);
  const trouble =
    isSuspended === isHeld
      ? wouldNotGo && 'AccessSystemRefused'
      : isHeld
        ? 'HoldNotHeld'
        : 'AccessSuspended';
  return {
    gone: [],
    groupIds: groupIds.length === 0 ? [] : (user?.groupIds ?? []),
    windowDiffers: differs(user, userWindow) || endDiffers(credential, credentialWindow),
    ...(trouble && { trouble }),
    ...(credential?.code === undefined ? {} : { tag: `key:${credential.code}` }),
  };
}

function differs(object: SeamObject | undefined, wanted: SeamObject['window']): boolean {
  const held = object?.window;
  return (
    wanted !== undefined && (held?.opensAt !== wanted.opensAt || held.closesAt !== wanted.closesAt)
  );
}

/** The start of a credential is fixed, and nobody looks at it. */
function endDiffers(object: SeamObject | undefined, wanted: SeamObject['window']): boolean {
  return wanted !== undefined && object?.window?.closesAt !== wanted.closesAt;
}
