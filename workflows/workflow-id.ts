import { workflowInfo } from '@temporalio/workflow';

import { refuse } from '../src/contract/failures.ts';
import { reservationIdOf, stayWorkflowId } from '../src/contract/names.ts';

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

/** The reservation that this run is the stay of, as its workflow id has it. */
export function ownReservationId(): string {
  return reservationIdOf(workflowInfo().workflowId) ?? '';
}
