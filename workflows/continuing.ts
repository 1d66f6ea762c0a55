import { continueAsNew, workflowInfo } from '@temporalio/workflow';

import { recordedBy } from '../src/stay/announcement.ts';
import type { NextStep } from '../src/stay/next-step.ts';
import { readState } from '../src/stay/state-version.ts';
import type { StayState } from '../src/stay/state.ts';

import type { Run } from './run.ts';

/**
 * Whether the stay can go on in a new run: no update waits for an answer, and the history is long, or Temporal has
 * passed on a cancellation from its UI and the stay lives on: to this run it passes on no second one.
 */
export function mayContinueAsNew(run: Run, step: NextStep): boolean {
  if (run.unanswered > 0) return false;
  const canHearNoCancellation = run.isCancellationHeard && run.state.life.phase === 'living';
  return run.isLong || (canHearNoCancellation && step.do === 'wait');
}

/** The state that the run before has handed on; undefined in a first run, and in one that the server tries again. */
export function continuedState(handedOn: unknown): StayState | undefined {
  const isContinued = workflowInfo().continuedFromExecutionRunId !== undefined;
  return isContinued && handedOn !== undefined ? readState(handedOn) : undefined;
}

/** Goes on in a new run, with the state as it is. Does not return. */
export async function continueAsNewRun({ state }: Run): Promise<void> {
  const { reservationId } = state;
  await continueAsNew<(argument: { reservationId: string }, state: StayState) => Promise<unknown>>(
    { reservationId },
    withOwnEvents(state),
  );
}

/** What is still to be announced says which run has recorded it: whoever goes on is another one. */
export function withOwnEvents(state: StayState): StayState {
  const { outbox } = state;
  if (outbox === undefined) return state;
  const waiting = recordedBy(outbox.waiting, workflowInfo().runId);
  return { ...state, outbox: { ...outbox, waiting } };
}
