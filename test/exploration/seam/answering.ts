import type { Seen } from '../../../src/contract/steps.ts';
import type { ActivityStep, Failure, InputOf } from '../../../src/stay/step.ts';

import { findObject, isRecent, ownObjects, type AbstractSeam, type SeamObject } from './objects.ts';
import { credentialsFor, identityFor, usersFor, usersOnIdentity } from './requesting.ts';

/** What a step answers, or why it does not come to an end. */
export type SeamAnswer = { readonly result: unknown } | { readonly failure: Failure };

/** How an attempt of a step went. Instants are epoch milliseconds. */
export interface Attempt {
  readonly now: number;
  /** It was not the first. */
  readonly isAgain: boolean;
  /** It removed doubles. */
  readonly hadDoubles: boolean;
  readonly quietMs: number;
}

type Found = { readonly kind: 'access-user' | 'credential' | 'user-identity'; readonly id: string };

/** What a step answers that has found everything as it wants it: `seam` as it is after its requests. */
export function answerOf(
  seam: AbstractSeam,
  step: Exclude<ActivityStep, { readonly do: 'planStay' | 'recallStay' }>,
  attempt: Attempt,
): SeamAnswer {
  switch (step.do) {
    case 'identifyGuest':
      return identified(seam, step.input);
    case 'enrollPhone': {
      const { identityId } = step.input;
      if (findObject(seam, identityId) === undefined) return gone(identityId);
      const one = seam.objects.find((o) => o.kind === 'enrollment' && o.identityId === identityId);
      return done({ id: one?.id, ...doubt(step.input, attempt) });
    }
    case 'addAccessUser': {
      const { identityId } = step.input;
      if (identityId !== undefined && findObject(seam, identityId) === undefined)
        return gone(identityId);
      return done({ id: usersFor(seam, step.input)[0]?.id, ...doubt(step.input, attempt) });
    }
    case 'issueCredential': {
      const { userId } = step.input;
      if (findObject(seam, userId) === undefined) return gone(userId);
      return done({ id: credentialsFor(seam, step.input)[0]?.id, ...doubt(step.input, attempt) });
    }
    case 'joinAccessGroups':
      return findObject(seam, step.input.userId) === undefined
        ? gone(step.input.userId)
        : done(doubt(step.input, attempt));
    case 'moveWindow': {
      const ids = [step.input.userId, step.input.credentialId].filter((id) => id !== undefined);
      const lost = ids.find((id) => findObject(seam, id) === undefined);
      return lost === undefined ? done(doubt(step.input, attempt)) : gone(lost);
    }
    case 'leaveAccessGroups':
      return done(doubt(step.input, attempt));
    case 'suspendAccess':
    case 'resumeAccess':
      return switched(seam, step, attempt);
    case 'confirmAccess':
      return done(look(seam, step.input));
    case 'removeCredential':
    case 'removeAccessUser':
      return removed(seam, step.input);
    case 'removeIdentity':
      return findObject(seam, step.input.identityId)?.isForeign
        ? done({ outcome: 'kept' })
        : removed(seam, step.input.identityId);
    case 'proveAbsence':
      return done({ found: leftOf(seam, step.input) });
  }
}

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

/** What of a stay a proof finds. */
export function leftOf(seam: AbstractSeam, input: InputOf<'proveAbsence'>): readonly Found[] {
  const { systemIds, exceptUserIds, userIds, credentialIds, withIdentity, guests = 1 } = input;
  const isKept = (id: string): boolean => exceptUserIds.includes(id);
  const found = ownObjects(seam).filter((o) => {
    switch (o.kind) {
      case 'user':
        return userIds.includes(o.id) || (systemIds.includes(o.systemId ?? '') && !isKept(o.id));
      case 'credential':
        return credentialIds.includes(o.id) || userIds.includes(o.userId ?? '');
      case 'identity':
        return (
          withIdentity &&
          o.guest <= guests &&
          !usersOnIdentity(seam, o.id).some(({ id }) => isKept(id))
        );
      case 'enrollment':
        return false;
    }
  });
  return found.map(remainOf);
}

/** An object, as the product names it. */
export function remainOf({ kind, id, systemId, userId }: SeamObject): Found {
  const names = { user: 'access-user', credential: 'credential', identity: 'user-identity' };
  return {
    kind: names[kind as keyof typeof names] as Found['kind'],
    id,
    ...(systemId === undefined ? {} : { systemId }),
    ...(userId === undefined ? {} : { userId }),
  };
}

function identified(seam: AbstractSeam, input: InputOf<'identifyGuest'>): SeamAnswer {
  const identity = identityFor(seam, input);
  // The key would go to the address of somebody else.
  if (identity?.of !== input.guest[input.by]) return { failure: { type: 'UserInTheWay' } };
  return done({ id: identity?.id, ...(identity?.isForeign ? { kept: true } : {}) });
}

function switched(
  seam: AbstractSeam,
  { do: name, input }: Extract<ActivityStep, { readonly do: 'suspendAccess' | 'resumeAccess' }>,
  attempt: Attempt,
): SeamAnswer {
  if (name === 'suspendAccess' && seam.cannotSuspend) return done({ outcome: 'impossible' });
  if (findObject(seam, input.userId) === undefined) return done({ outcome: 'gone' });
  const { again = false, quietPeriodMs = attempt.quietMs } = input;
  const late = doubt({ again, quietPeriodMs }, attempt);
  if (name === 'resumeAccess') return done({ outcome: 'resumed', ...late });
  const acceptedAt = new Date(attempt.now).toISOString();
  return done({ outcome: 'suspended', acceptedAt, ...late });
}

function removed(seam: AbstractSeam, id: string): SeamAnswer {
  return findObject(seam, id) === undefined
    ? done({ outcome: 'gone' })
    : { failure: { type: 'RemovalNotDone' } };
}

function look(seam: AbstractSeam, input: InputOf<'confirmAccess'>): Seen {
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
  const trouble = isHeld ? 'HoldNotHeld' : 'AccessSuspended';
  return {
    gone: [],
    groupIds: groupIds.length === 0 ? [] : (user?.groupIds ?? []),
    windowDiffers: differs(user, userWindow) || differs(credential, credentialWindow),
    ...(isSuspended === isHeld ? {} : { trouble }),
    ...(credential?.code === undefined ? {} : { tag: `key:${credential.code}` }),
  };
}

function differs(object: SeamObject | undefined, wanted: SeamObject['window']): boolean {
  const held = object?.window;
  return (
    wanted !== undefined && (held?.opensAt !== wanted.opensAt || held.closesAt !== wanted.closesAt)
  );
}

/** A request of an attempt before may still be carried out. */
function doubt(
  { again, quietPeriodMs }: { readonly again: boolean; readonly quietPeriodMs: number },
  { now, isAgain, hadDoubles }: Attempt,
): { readonly unconfirmedUntil?: string } {
  if (!isAgain && !again && !hadDoubles) return {};
  return { unconfirmedUntil: new Date(now + quietPeriodMs).toISOString() };
}

function done(result: unknown): SeamAnswer {
  return { result };
}

function gone(id: string): SeamAnswer {
  return done({ gone: [id] });
}
