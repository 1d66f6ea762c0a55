import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';

import { SEAM_TASK_QUEUE, TASK_QUEUE } from '../../src/contract/names.ts';
import type { RunSteps, SurveySteps } from '../../src/contract/reconciling.ts';
import { ATTEMPT_MS, PRIORITY } from '../../src/stay/step.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

/** A pass reads after every guest in the queue, and gives up early: what it could not read now, the next one reads. */
const AFTER_GUESTS: ActivityOptions = {
  taskQueue: SEAM_TASK_QUEUE,
  startToCloseTimeout: ATTEMPT_MS,
  retry: { initialInterval: SECOND_MS, backoffCoefficient: 2, maximumAttempts: 3 },
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  priority: { priorityKey: PRIORITY.checks },
};

export const seam = proxyActivities<SurveySteps>(AFTER_GUESTS);

/** The same until a moment (epoch milliseconds): the time in the queue and the pauses for which Seam asks count. */
export function seamUntil(until: number): SurveySteps {
  const scheduleToCloseTimeout = Math.max(ATTEMPT_MS, until - Date.now());
  return proxyActivities<SurveySteps>({ ...AFTER_GUESTS, scheduleToCloseTimeout });
}

/** Temporal is there, or this would not run: a pass without it fails, and the next one begins anew. */
export const runs = proxyActivities<RunSteps>({
  taskQueue: TASK_QUEUE,
  startToCloseTimeout: 2 * MINUTE_MS,
  scheduleToCloseTimeout: 10 * MINUTE_MS,
  retry: { initialInterval: SECOND_MS, backoffCoefficient: 2, maximumInterval: 30 * SECOND_MS },
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
});
