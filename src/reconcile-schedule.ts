import {
  type Client,
  ScheduleAlreadyRunning,
  type ScheduleOptions,
  type ScheduleOptionsStartWorkflowAction,
  type Workflow,
} from '@temporalio/client';

import { RECONCILE, RECONCILE_SCHEDULE, TASK_QUEUE } from './contract/names.ts';

type Schedule = ScheduleOptions<ScheduleOptionsStartWorkflowAction<Workflow>>;

const schedule: Schedule = {
  scheduleId: RECONCILE_SCHEDULE,
  // Counted in UTC, so that no clock change doubles or drops a pass.
  spec: { intervals: [{ every: '15 minutes' }] },
  action: {
    type: 'startWorkflow',
    workflowType: RECONCILE,
    workflowId: RECONCILE_SCHEDULE,
    taskQueue: TASK_QUEUE,
    args: [{ repair: true }],
    // It is no stay: a pass that hangs must not keep those after it from starting.
    workflowExecutionTimeout: '1 hour',
  },
  // What was missed while Temporal was away is not made up for: the next pass sees everything.
  policies: { overlap: 'SKIP', catchupWindow: '1 minute' },
};

/**
 * Makes sure that the reconciler runs every 15 minutes. Safe to repeat: of a schedule that is there,
 * it keeps the times and whether it is paused, which are the operator's.
 *
 * @throws Temporal's own error
 */
export async function ensureReconcileSchedule(client: Client): Promise<void> {
  try {
    await client.schedule.create(schedule);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { action, policies } = schedule;
    await client.schedule
      .getHandle(RECONCILE_SCHEDULE)
      .update(({ spec, state }) => ({ spec, state, action, ...(policies && { policies }) }));
  }
}
