import type { EventBody, HistoryEvent } from './history.ts';

/** Why the task has failed up to which the history of a run that goes on after a reset is a copy. */
export const RESET = 'ResetWorkflow';

/** The events to which a run can be reset: that a worker has answered a task. */
export function resetPoints(history: readonly HistoryEvent[]): readonly number[] {
  return history.flatMap(({ type, id }) => (type === 'WorkflowTaskCompleted' ? id : []));
}

/**
 * What a run is told again that goes on from the first `copied` events of a history: the signals that came later,
 * and each update that was accepted later. A cancellation is not: the server forgets it.
 */
export function heardLater(history: readonly HistoryEvent[], copied: number): readonly EventBody[] {
  return history.slice(copied).flatMap((event): readonly EventBody[] => {
    if (event.type === 'WorkflowExecutionSignaled') return [event];
    if (event.type === 'WorkflowExecutionUpdateAdmitted') return [event];
    if (event.type !== 'WorkflowExecutionUpdateAccepted' || event.isAdmitted) return [];
    const { updateId, name, args } = event;
    return [{ type: 'WorkflowExecutionUpdateAdmitted', updateId, name, args }];
  });
}
