import { log } from '@temporalio/workflow';

import { OBSERVED, type WorkflowObservation } from '../src/contract/observations.ts';

/**
 * Tells the worker what happened, by a line of its log that it also counts. A workflow task that fails is
 * taken again and tells the same again, under the same number of its run: the worker takes it once.
 */
export function tell(what: WorkflowObservation, number: number): void {
  log.info(OBSERVED[what.of], { ...what, observed: number });
}
