import { tryAgain } from '../src/contract/failures.ts';
import type {
  ResumeAccess,
  Resumed,
  SuspendAccess,
  Suspended,
  Unconfirmed,
} from '../src/contract/steps.ts';
import type { AccessUser, Call, Seam } from '../src/seam/port.ts';
import { isUnsupported } from '../src/seam/unsupported.ts';

import { acceptedFirst, currentAttempt, lookAgainAfter, type Attempt } from './attempt.ts';
import type { Means } from './means.ts';
import { isThere } from './presence.ts';
import { unconfirmedOf } from './unconfirmed.ts';

const UNDER_WAY = 'updating_suspension_state';

/** The step that keeps a guest out without taking anything away. An accepted suspension is not yet one: it looks. */
export function suspending({ seam, clock }: Means) {
  return {
    async suspendAccess(input: SuspendAccess): Promise<Suspended> {
      const attempt = currentAttempt(clock);
      const { userId } = input;
      const { call, number } = attempt;
      const answer = await unlessImpossible(seam, call, userId);
      if (answer !== 'accepted') return { outcome: answer };
      const acceptedAt = acceptedFirst(attempt);
      const user = await seam.getUser(userId, call);
      // One that is being removed opens until it is gone.
      if (user === undefined) return { outcome: 'gone' };
      if (!isKeptOut(user)) throw notYet('suspended', user, number);
      return { outcome: 'suspended', acceptedAt, ...doubtIn(input, attempt) };
    },
  };
}

/** The step that lets a guest in again who was kept out. */
export function resuming({ seam, clock }: Means) {
  return {
    async resumeAccess(input: ResumeAccess): Promise<Resumed> {
      const attempt = currentAttempt(clock);
      const { userId } = input;
      const { call, number } = attempt;
      if ((await seam.unsuspendUser(userId, call)) === 'gone') return { outcome: 'gone' };
      const user = await seam.getUser(userId, call);
      if (!isThere(user)) return { outcome: 'gone' };
      if (user.isSuspended || user.pending.includes(UNDER_WAY)) {
        throw notYet('let in again', user, number);
      }
      return { outcome: 'resumed', ...doubtIn(input, attempt) };
    },
  };
}

async function unlessImpossible(
  seam: Seam,
  call: Call,
  userId: string,
): Promise<'accepted' | 'gone' | 'impossible'> {
  try {
    return await seam.suspendUser(userId, call);
  } catch (error) {
    if (isUnsupported(error)) return 'impossible';
    throw error;
  }
}

/** Seam shows what is wanted at once; the door knows it when nothing of it is under way, unless it failed there. */
function isKeptOut(user: AccessUser): boolean {
  return user.isSuspended && !user.pending.includes(UNDER_WAY) && !hasFailed(user);
}

function hasFailed({ errors }: AccessUser): boolean {
  return errors.includes('failed_to_update_on_acs_system');
}

function notYet(what: string, user: AccessUser, attempt: number): Error {
  const failed = hasFailed(user);
  return tryAgain(
    'NotConfirmedYet',
    failed
      ? `The access system did not take a change of the user, who may not be ${what}.`
      : `Seam does not show the user as ${what} yet.`,
    { afterMs: lookAgainAfter(attempt), ...(failed ? {} : { benign: true as const }) },
  );
}

/** A request of an earlier attempt may still be carried out, and undo what was asked for since. */
function doubtIn(
  { again = false, quietPeriodMs }: SuspendAccess | ResumeAccess,
  attempt: Attempt,
): Unconfirmed {
  return quietPeriodMs === undefined ? {} : unconfirmedOf({ again, quietPeriodMs }, attempt);
}
