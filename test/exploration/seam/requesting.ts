import type { ActivityStep, InputOf } from '../../../src/stay/step.ts';

import { credentialsFor, identityFor, usersFor, usersOnIdentity } from './finding.ts';
import { findObject, type AbstractSeam, type SeamObject, type SeamRequest } from './objects.ts';

/** The requests that an attempt of a step sends, after it has looked what there is. `isAgain`: it is not the first. */
export function requestsOf(
  seam: AbstractSeam,
  step: ActivityStep,
  isAgain = false,
): readonly SeamRequest[] {
  switch (step.do) {
    case 'identifyGuest':
      return identify(seam, step.input);
    case 'enrollPhone':
      return enroll(seam, step.input);
    case 'addAccessUser':
      return addUser(seam, step.input);
    case 'joinAccessGroups':
      return [{ do: 'join', id: step.input.userId, groupIds: step.input.groupIds }];
    case 'issueCredential':
      return issue(seam, step.input, isAgain);
    case 'moveWindow':
      return moveWindow(step.input);
    case 'leaveAccessGroups':
      return [{ do: 'leave', id: step.input.userId, groupIds: step.input.groupIds }];
    case 'suspendAccess':
      return seam.cannotSuspend ? [] : [suspend(step.input.userId, true)];
    case 'resumeAccess':
      return [suspend(step.input.userId, false)];
    case 'removeCredential':
    case 'removeAccessUser':
      return [{ do: 'remove', id: step.input }];
    case 'removeIdentity':
      return usersOnIdentity(seam, step.input.identityId).length > 0 ||
        findObject(seam, step.input.identityId)?.isForeign
        ? []
        : [{ do: 'remove', id: step.input.identityId }];
    case 'confirmAccess':
    case 'proveAbsence':
    case 'planStay':
    case 'recallStay':
      return [];
  }
}

function identify(seam: AbstractSeam, input: InputOf<'identifyGuest'>): readonly SeamRequest[] {
  if (identityFor(seam, input) !== undefined) return [];
  const { guest, by, guestNumber = 1 } = input;
  return [{ do: 'make', object: { kind: 'identity', guest: guestNumber, of: guest[by] ?? '' } }];
}

function enroll({ objects }: AbstractSeam, input: InputOf<'enrollPhone'>): readonly SeamRequest[] {
  const { identityId, guestNumber = 1 } = input;
  const isThere = objects.some((o) => o.kind === 'enrollment' && o.identityId === identityId);
  return isThere
    ? []
    : [{ do: 'make', object: { kind: 'enrollment', guest: guestNumber, identityId } }];
}

function addUser(seam: AbstractSeam, input: InputOf<'addAccessUser'>): readonly SeamRequest[] {
  const { systemId, identityId, guestName, window, guestNumber: guest = 1 } = input;
  const [kept, ...doubles] = usersFor(seam, input);
  const removals = doubles.map(({ id }) => ({ do: 'remove', id }) as const);
  const identity = findObject(seam, identityId);
  if (kept !== undefined && identityId !== undefined && identity === undefined) return removals;
  const facts = {
    of: guestName ?? identity?.of ?? '',
    ...(identityId === undefined ? {} : { identityId }),
    ...(window === undefined ? {} : { window }),
  };
  if (kept === undefined) {
    const object = { kind: 'user', systemId, guest, groupIds: [], ...facts } as const;
    return [{ do: 'make', object }];
  }
  const isAsWanted =
    kept.of === facts.of &&
    (identityId === undefined || kept.identityId === identityId) &&
    isHeld(kept, window);
  return isAsWanted ? removals : [...removals, { do: 'change', id: kept.id, facts }];
}

function issue(
  seam: AbstractSeam,
  input: InputOf<'issueCredential'>,
  isAgain: boolean,
): readonly SeamRequest[] {
  const { userId, method, entranceIds, window, isNewUser, again } = input;
  const user = findObject(seam, userId);
  if (user === undefined) return [];
  // On a user that is new, the first attempt looks for nothing.
  const hasNothingYet = isNewUser === true && !again && !isAgain;
  const [kept, ...doubles] = hasNothingYet ? [] : credentialsFor(seam, input);
  const removals = doubles.map(({ id }) => ({ do: 'remove', id }) as const);
  const held = window === undefined ? {} : { window };
  if (kept !== undefined)
    return isHeld(kept, window)
      ? removals
      : [...removals, { do: 'change', id: kept.id, facts: held }];
  const { systemId = '', guest, of = '' } = user;
  const doors = entranceIds === undefined ? {} : { entranceIds };
  const object = {
    kind: 'credential',
    systemId,
    guest,
    of,
    userId,
    method,
    ...doors,
    ...held,
  } as const;
  return [{ do: 'make', object }];
}

function isHeld({ window }: SeamObject, wanted: SeamObject['window']): boolean {
  return (
    wanted === undefined ||
    (window?.opensAt === wanted.opensAt && window.closesAt === wanted.closesAt)
  );
}

function moveWindow({
  userId,
  credentialId,
  window,
}: InputOf<'moveWindow'>): readonly SeamRequest[] {
  return [userId, credentialId].flatMap((id) =>
    id === undefined ? [] : [{ do: 'change', id, facts: { window } } as const],
  );
}

function suspend(id: string, isSuspended: boolean): SeamRequest {
  return { do: 'change', id, facts: { isSuspended } };
}
