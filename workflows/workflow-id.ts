import { workflowInfo } from '@temporalio/workflow';

import { refuse } from '../src/contract/failures.ts';
import { closeWorkflowId, stayWorkflowId } from '../src/contract/names.ts';

/**
 * Makes sure that a stay runs under the id that everybody looks for it by: two runs of one stay
 * would not know of each other.
 *
 * @throws WrongWorkflowId, which fails the run
 */
export function requireIdOf(reservationId: string): void {
  const wanted = stayWorkflowId(reservationId);
  if (workflowInfo().workflowId === wanted) return;
  throw refuse('WrongWorkflowId', `The workflow id of this reservation must be ${wanted}.`);
}

/** Whether this run only ends the access of a stay whose own run is open and cannot be read. */
export function isApart(reservationId: string): boolean {
  return workflowInfo().workflowId === closeWorkflowId(reservationId);
}

/**
 * Makes sure that nothing ends the run but the stay itself: one that the server times out shuts no door.
 *
 * @throws StartedWithTimeout, which fails the run
 */
export function requireNoTimeout(): void {
  const { runTimeoutMs, executionTimeoutMs } = workflowInfo();
  if (isNever(runTimeoutMs) && isNever(executionTimeoutMs)) return;
  throw refuse(
    'StartedWithTimeout',
    'A stay is started without a run timeout and without an execution timeout: one that the server ends shuts no door.',
  );
}

/** The time-skipping test server says ten years where nobody asked for a time-out. */
const TEN_YEARS_MS = 10 * 365 * 86_400_000;

function isNever(timeoutMs: number | undefined): boolean {
  return timeoutMs === undefined || timeoutMs >= TEN_YEARS_MS;
}
