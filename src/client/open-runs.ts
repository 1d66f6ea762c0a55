import type { WorkflowExecutionStatusName } from '@temporalio/client';

/** How a run ends at Temporal. Whatever else one is (running, paused, or what a newer server knows), it is open. */
const ENDINGS: ReadonlySet<WorkflowExecutionStatusName> = new Set([
  'COMPLETED',
  'FAILED',
  'CANCELLED',
  'TERMINATED',
  'CONTINUED_AS_NEW',
  'TIMED_OUT',
]);

/** Whether a run has not ended: one that somebody has paused is as open as one that runs. */
export function isOpenRun(status: WorkflowExecutionStatusName): boolean {
  return !ENDINGS.has(status);
}

/** The same for Temporal's visibility. Servers before 1.32 refuse a query that names "Paused". */
export const OPEN_RUNS =
  'ExecutionStatus NOT IN ("Completed", "Failed", "Canceled", "Terminated", "ContinuedAsNew", "TimedOut")';
