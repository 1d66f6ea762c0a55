import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';

import { saidOf, type StepFacts } from '../src/contract/failures.ts';
import { isProblemType } from '../src/contract/problems.ts';
import type { Failure, Outcome } from '../src/stay/step.ts';

/** What became of a step whose activity did not succeed: whatever Temporal hands to a workflow is an outcome. */
export function outcomeOfFailure(error: unknown): Outcome {
  if (isCancellation(error)) return { outcome: 'interrupted' };
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return outcomeOfTimeout(cause);
  if (!(cause instanceof ApplicationFailure))
    return { outcome: 'failed', failure: { type: 'UnexpectedError' } };
  const [facts] = (cause.details ?? []) as (StepFacts | undefined)[];
  const said = saidOf(facts);
  const failure: Failure = {
    type: typeOf(cause.type),
    ...(facts?.againAfterMs === undefined ? {} : { againAfterMs: facts.againAfterMs }),
    ...(said === undefined ? {} : { said }),
    ...(facts?.isFirstAttempt && { isFirstAttempt: true }),
  };
  return { outcome: cause.nonRetryable === true ? 'refused' : 'failed', failure };
}

/** The step's time is over: what it waited for is decided anew. */
function outcomeOfTimeout(timeout: TimeoutFailure): Outcome {
  // What waits in its queue has not failed; neither has what is past its own deadline.
  if (timeout.timeoutType === 'SCHEDULE_TO_START')
    return { outcome: 'interrupted', isNotTaken: true };
  const isOfAnAttempt =
    timeout.timeoutType === 'START_TO_CLOSE' || timeout.timeoutType === 'HEARTBEAT';
  if (!isOfAnAttempt) return { outcome: 'interrupted' };
  return { outcome: 'failed', failure: { type: 'SeamUnavailable' } };
}

function typeOf(type: string | undefined | null): string {
  return isProblemType(type ?? '') ? (type ?? '') : 'UnexpectedError';
}
