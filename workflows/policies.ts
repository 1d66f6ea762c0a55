import { proxyActivities, workflowInfo, type ActivityOptions } from '@temporalio/workflow';

import { SEAM_TASK_QUEUE, TASK_QUEUE } from '../src/contract/names.ts';
import type { RunOfStay, StaySteps } from '../src/contract/steps.ts';
import { ATTEMPT_MS, type ActivityStep, type Effect } from '../src/stay/step.ts';

const SECOND = 1_000;

const RETRY: Record<Effect, ActivityOptions['retry']> = {
  /** A guest may be on the way: try often, and never give up by ourselves; only the end of the stay stops it. */
  granting: { initialInterval: SECOND, backoffCoefficient: 2, maximumInterval: 30 * SECOND },
  /** The guest has a door that opens: hurry less, but never let it shut because Seam was slow. */
  keeping: { initialInterval: SECOND, backoffCoefficient: 2, maximumInterval: 60 * SECOND },
  /** A door that stays open is the worst: the next try is never more than 30 seconds away. */
  revoking: { initialInterval: SECOND, backoffCoefficient: 2, maximumInterval: 30 * SECOND },
};

/** Steps that do not speak to Seam: they wait behind no step that does. */
const OURS: ReadonlySet<string> = new Set(['planStay', 'recallStay']);

/** The queue whose workers take a step. */
export function queueOf(step: ActivityStep): string {
  return OURS.has(step.do) ? TASK_QUEUE : SEAM_TASK_QUEUE;
}

/**
 * Steps with a heartbeat: if the worker dies in the middle of a delete, another worker has it after the heartbeat's timeout
 * instead of a whole attempt. A worker that only the server cannot reach may be at it still, so a create has no heartbeat:
 * two at the same time would make two objects.
 */
const HEARTBEATING: ReadonlySet<string> = new Set(['removeCredential', 'removeAccessUser']);
const HEARTBEAT_TIMEOUT_MS = 4 * SECOND;

/** Runs the activity of a step, under the policy of its effect, until it is answered or its time is over. */
export function activityOf(step: ActivityStep): Promise<unknown> {
  const { effect, summary, priority, until, attempts, startWithin } = step;
  const activities = proxyActivities<StaySteps>({
    taskQueue: queueOf(step),
    startToCloseTimeout: ATTEMPT_MS,
    ...(HEARTBEATING.has(step.do) ? { heartbeatTimeout: HEARTBEAT_TIMEOUT_MS } : {}),
    // A step whose time is shorter than an attempt could not tell a slow answer from none.
    ...(until === undefined
      ? {}
      : { scheduleToCloseTimeout: Math.max(ATTEMPT_MS, until - Date.now()) }),
    ...(startWithin === undefined ? {} : { scheduleToStartTimeout: startWithin }),
    retry: { ...RETRY[effect], ...(attempts === undefined ? {} : { maximumAttempts: attempts }) },
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    priority: { priorityKey: priority },
    summary,
  });
  const activity = activities[step.do] as (input: unknown) => Promise<unknown>;
  return activity(inputOf(step));
}

/** A step that asks for earlier runs says which run asks: only the workflow knows. */
function inputOf(step: ActivityStep): unknown {
  if (step.do === 'recallStay') return thisRun();
  if (step.do === 'planStay' && step.about.recalls) return { ...step.input, firstOf: thisRun() };
  const { runId, firstExecutionRunId } = workflowInfo();
  // After a reset the history may tell of a user that has lived on since.
  return runId === firstExecutionRunId ? step.input : withoutNew(step.input);
}

function withoutNew(input: object | string): unknown {
  if (typeof input === 'string') return input;
  const { isNewUser: _isNew, ...looking } = input as { readonly isNewUser?: true };
  return looking;
}

/** The run that asks. */
export function thisRun(): RunOfStay {
  const { workflowId, runId } = workflowInfo();
  return { workflowId, runId };
}
