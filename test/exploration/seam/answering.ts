import type { ActivityStep, Failure, InputOf } from '../../../src/stay/step.ts';

import { credentialsFor, identityFor, keptOf, usersFor } from './finding.ts';
import { look } from './looking.ts';
import { findObject, type AbstractSeam } from './objects.ts';
import { leftOf } from './proving.ts';

/** What a step answers, or why it does not come to an end. */
export type SeamAnswer = { readonly result: unknown } | { readonly failure: Failure };

/** How an attempt of a step went. Instants are epoch milliseconds. */
export interface Attempt {
  readonly now: number;
  /** It was not the first. */
  readonly isAgain: boolean;
  /** It made something. */
  readonly hasMade: boolean;
  /** It removed doubles. */
  readonly hadDoubles: boolean;
  readonly quietMs: number;
}

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
      return done({ id: one?.id, ...unconfirmed(step.input, attempt) });
    }
    case 'addAccessUser': {
      const { identityId } = step.input;
      if (identityId !== undefined && findObject(seam, identityId) === undefined)
        return gone(identityId);
      const isNew = attempt.hasMade && !attempt.isAgain && !step.input.again;
      const id = usersFor(seam, step.input)[0]?.id;
      return done({ id, ...(isNew ? { isNew } : {}), ...unconfirmed(step.input, attempt) });
    }
    case 'issueCredential': {
      const { userId } = step.input;
      if (findObject(seam, userId) === undefined) return gone(userId);
      const credentials = credentialsFor(seam, step.input);
      const one = attempt.hasMade ? credentials.at(-1) : keptOf(credentials, step.input);
      // The one place is taken by a credential that is to be replaced.
      if (one === undefined) return refused(attempt);
      return done({ id: one.id, ...unconfirmed(step.input, attempt) });
    }
    case 'joinAccessGroups':
      return findObject(seam, step.input.userId) === undefined
        ? gone(step.input.userId)
        : done(unconfirmed(step.input, attempt));
    case 'moveWindow': {
      const ids = [step.input.userId, step.input.credentialId].filter((id) => id !== undefined);
      const lost = ids.find((id) => findObject(seam, id) === undefined);
      return lost === undefined ? done(unconfirmed(step.input, attempt)) : gone(lost);
    }
    case 'leaveAccessGroups':
      return done(unconfirmed(step.input, attempt));
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
      return asksForNoId(step.input)
        ? { failure: { type: 'SeamRejected' } }
        : done({ found: leftOf(seam, step.input) });
  }
}

function identified(seam: AbstractSeam, input: InputOf<'identifyGuest'>): SeamAnswer {
  const identity = identityFor(seam, input);
  // The key would go to the address of somebody else.
  if (identity?.of !== input.guest[input.by]) return { failure: { type: 'UserInTheWay' } };
  const isShared = identity?.isForeign !== true && identity?.guest !== (input.guestNumber ?? 1);
  return done({
    id: identity?.id,
    ...(identity?.isForeign ? { kept: true } : {}),
    ...(isShared ? { shared: true } : {}),
  });
}

function switched(
  seam: AbstractSeam,
  { do: name, input }: Extract<ActivityStep, { readonly do: 'suspendAccess' | 'resumeAccess' }>,
  attempt: Attempt,
): SeamAnswer {
  if (name === 'suspendAccess' && seam.cannotSuspend) return done({ outcome: 'impossible' });
  if (findObject(seam, input.userId) === undefined) return done({ outcome: 'gone' });
  const { again = false, quietPeriodMs = attempt.quietMs } = input;
  const late = unconfirmed({ again, quietPeriodMs }, attempt);
  if (name === 'resumeAccess') return done({ outcome: 'resumed', ...late });
  const acceptedAt = new Date(attempt.now).toISOString();
  return done({ outcome: 'suspended', acceptedAt, ...late });
}

function removed(seam: AbstractSeam, id: string): SeamAnswer {
  return findObject(seam, id) === undefined
    ? done({ outcome: 'gone' })
    : { failure: { type: 'RemovalNotDone' } };
}

/** A request of an attempt before may still be carried out. */
function unconfirmed(
  { again, quietPeriodMs }: { readonly again: boolean; readonly quietPeriodMs: number },
  { now, isAgain, hadDoubles }: Attempt,
): { readonly unconfirmedUntil?: string } {
  if (!isAgain && !again && !hadDoubles) return {};
  return { unconfirmedUntil: new Date(now + quietPeriodMs).toISOString() };
}

/** A check may name a system by what is no id, which Seam refuses to list: the activity minds that where somebody else has named it. */
function asksForNoId({ systemIds, onlyNamedIn = [] }: InputOf<'proveAbsence'>): boolean {
  return systemIds.some((id) => id.includes(' ') && !onlyNamedIn.includes(id));
}

function refused({ isAgain }: Attempt): SeamAnswer {
  return { failure: { type: 'SeamRejected', ...(isAgain ? {} : { isFirstAttempt: true }) } };
}

function done(result: unknown): SeamAnswer {
  return { result };
}

function gone(id: string): SeamAnswer {
  return done({ gone: [id] });
}
