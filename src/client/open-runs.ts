import type { WorkflowExecutionStatusName } from '@temporalio/client';

/**
 * How a run ends at Temporal, as its client and its visibility call it. Whatever else a run is (running, paused, or what
 * a newer server knows), it is open.
 */
const ENDINGS: ReadonlyMap<WorkflowExecutionStatusName, string> = new Map([
  ['COMPLETED', 'Completed'],
  ['FAILED', 'Failed'],
  ['CANCELLED', 'Canceled'],
  ['TERMINATED', 'Terminated'],
  ['CONTINUED_AS_NEW', 'ContinuedAsNew'],
  ['TIMED_OUT', 'TimedOut'],
]);

/** Whether a run has not ended: one that somebody has paused is as open as one that runs. */
export function isOpenRun(status: WorkflowExecutionStatusName): boolean {
  return !ENDINGS.has(status);
}

/** The same for Temporal's visibility. Servers before 1.32 refuse a query that names "Paused". */
export const OPEN_RUNS = `ExecutionStatus NOT IN ("${[...ENDINGS.values()].join('", "')}")`;
