import { proxyActivities } from '@temporalio/workflow';

import { SEAM_TASK_QUEUE, TASK_QUEUE } from '../../src/contract/names.ts';
import type { RunSteps, SurveySteps } from '../../src/contract/reconciling.ts';
import { ATTEMPT_MS, PRIORITY } from '../../src/stay/step.ts';

/** A pass reads at leisure, and gives up early: what it could not read now, the next one reads. */
export const seam = proxyActivities<SurveySteps>({
  taskQueue: SEAM_TASK_QUEUE,
  startToCloseTimeout: ATTEMPT_MS,
  scheduleToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumAttempts: 3 },
  priority: { priorityKey: PRIORITY.checks },
});

/** Temporal is there, or this would not run: a pass without it fails, and the next one begins anew. */
export const runs = proxyActivities<RunSteps>({
  taskQueue: TASK_QUEUE,
  startToCloseTimeout: '2 minutes',
  scheduleToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' },
});
