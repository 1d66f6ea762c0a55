import type { ActivityStep, InputOf } from '../../../src/stay/step.ts';
import type { Window } from '../../../src/stay/window.ts';

import { credentialsFor, identityFor, keptOf, usersFor, usersOnIdentity } from './finding.ts';
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
      return moveWindow(seam, step.input);
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
  const found = hasNothingYet ? [] : credentialsFor(seam, input);
  const kept = keptOf(found, input);
  const removals = found.filter((o) => o !== kept).map(({ id }) => ({ do: 'remove', id }) as const);
  if (kept !== undefined)
    return window === undefined || kept.window?.closesAt === window.closesAt
      ? removals
      : [...removals, moveEnd(kept, window)];
  const { systemId = '', guest, of = '' } = user;
  const doors = entranceIds === undefined ? {} : { entranceIds };
  const held = window === undefined ? {} : { window };
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
  return [...removals, { do: 'make', object }];
}

function isHeld({ window }: SeamObject, wanted: SeamObject['window']): boolean {
  return (
    wanted === undefined ||
    (window?.opensAt === wanted.opensAt && window.closesAt === wanted.closesAt)
  );
}

function moveWindow(
  seam: AbstractSeam,
  { userId, credentialId, window }: InputOf<'moveWindow'>,
): readonly SeamRequest[] {
  const credential = findObject(seam, credentialId);
  return [
    ...(userId === undefined ? [] : [{ do: 'change', id: userId, facts: { window } } as const]),
    ...(credential === undefined ? [] : [moveEnd(credential, window)]),
  ];
}

/** The start of a credential is fixed: Seam moves its end only. */
function moveEnd({ id, window }: SeamObject, wanted: Window): SeamRequest {
  return {
    do: 'change',
    id,
    facts: { window: { ...wanted, ...(window && { opensAt: window.opensAt }) } },
  };
}

function suspend(id: string, isSuspended: boolean): SeamRequest {
  return { do: 'change', id, facts: { isSuspended } };
}
