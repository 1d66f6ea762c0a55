import { continueAsNew } from '@temporalio/workflow';

import type { StayState } from '../src/stay/state.ts';
import type { Step } from '../src/stay/step.ts';

import type { Run } from './run.ts';

/**
 * Whether the stay can go on in a new run: no update waits for an answer, and the history is long, or a
 * cancellation from the Temporal UI was heard and the stay lives on, so that another could not be.
 */
export function mayContinueAsNew(run: Run, step: Step): boolean {
  if (run.unanswered > 0) return false;
  const isDeaf = run.isCancellationHeard && run.state.life.phase === 'living';
  return run.isLong || (isDeaf && step.do === 'wait');
}

/** Goes on in a new run, with the state as it is. Does not return. */
export async function continueAsNewRun({ state }: Run): Promise<void> {
  const { reservationId } = state;
  await continueAsNew<(argument: { reservationId: string }, state: StayState) => Promise<unknown>>(
    { reservationId },
    state,
  );
}
