import { saidOf } from '../src/contract/failures.ts';
import { isProblemType } from '../src/contract/problems.ts';
import type { RunOfStay, StepSeen, TemporalSteps } from '../src/contract/steps.ts';

import { currentAttempt, type Clock } from './attempt.ts';

/** How an attempt failed. A type is in the clear; details that nobody here can decode are none. */
export type LastFailure =
  | 'timed-out'
  | { readonly type: string | undefined; readonly details: readonly unknown[] };

/** An activity of a run that is not over. */
export interface PendingActivity {
  readonly activityType: string;
  readonly state: Exclude<StepSeen['state'], 'over'>;
  /** Attempts that have begun. */
  readonly attempts: number;
  /** Of the last attempt that failed. */
  readonly lastFailure?: LastFailure;
}

/** What Temporal tells of the steps of a run, and of those who work on them. */
export interface StepsInTemporal {
  /** Empty for a run that has closed. Throws if Temporal cannot tell. */
  pendingActivities(run: RunOfStay): Promise<readonly PendingActivity[]>;
  /**
   * Whether a worker polls a queue for activities at that moment, epoch milliseconds by Temporal's clock.
   * Undefined where the server does not tell: the time-skipping one does not.
   */
  hasPollers(taskQueue: string, now: number): Promise<boolean | undefined>;
}

/** What the looks at steps work with. */
export interface TemporalMeans {
  readonly temporal: StepsInTemporal;
  readonly clock: Clock;
}

/** Looks at a step that takes long while it goes on: no attempt of it is disturbed. */
export function lookingAtSteps({ temporal, clock }: TemporalMeans): TemporalSteps {
  return {
    async lookAtStep({ workflowId, runId, activityType, taskQueue }) {
      const attempt = currentAttempt(clock);
      const pending = await temporal.pendingActivities({ workflowId, runId });
      // A stay takes one step at a time, so there is one of a type at most.
      const step = pending.find((each) => each.activityType === activityType);
      if (step === undefined) return { state: 'over', attempts: 0 };
      const { state, attempts, lastFailure } = step;
      const isUntouched = state === 'queued' && attempts === 0;
      const nobodyPolls =
        isUntouched && (await temporal.hasPollers(taskQueue, attempt.serverTime())) === false;
      return {
        state,
        attempts,
        ...(lastFailure && { failure: failureOf(lastFailure) }),
        ...(nobodyPolls && { nobodyPolls }),
      };
    },
  };
}

function failureOf(failure: LastFailure): NonNullable<StepSeen['failure']> {
  if (failure === 'timed-out') return { type: 'SeamUnavailable' };
  const { type = '', details } = failure;
  // What others put into a failure may be anything, also somebody's name.
  if (!isProblemType(type)) return { type: 'UnexpectedError' };
  const said = saidOf(details[0] ?? {});
  return { type, ...(said !== undefined && { said }) };
}
