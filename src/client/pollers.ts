import type { WorkflowService } from '@temporalio/client';

import { timestampMs } from './timestamp.ts';

/** Temporal's numbers for the kinds of task queues: temporal.api.enums.v1.TaskQueueType. */
export const WORKFLOW_TASKS = 1;
export const ACTIVITY_TASKS = 2;

/**
 * A poll lasts a minute, so whoever has not asked for longer than that is gone. Temporal goes on
 * listing them for some minutes.
 */
const SEEN_WITHIN_MS = 75_000;

/** A task queue of a namespace, for one kind of tasks. */
export interface PolledQueue {
  readonly namespace: string;
  readonly taskQueue: string;
  readonly kind: typeof WORKFLOW_TASKS | typeof ACTIVITY_TASKS;
}

/**
 * Those who poll a task queue at a moment, epoch milliseconds; only who has asked for work within so many
 * milliseconds, if that is said. Throws what Temporal's client throws.
 */
export async function pollersOf(
  service: WorkflowService,
  { namespace, taskQueue, kind }: PolledQueue,
  now: number,
  seenWithinMs = SEEN_WITHIN_MS,
): Promise<readonly { readonly identity: string }[]> {
  const { pollers } = await service.describeTaskQueue({
    namespace,
    taskQueue: { name: taskQueue },
    taskQueueType: kind,
  });
  return pollers
    .filter(({ lastAccessTime }) => now - timestampMs(lastAccessTime) < seenWithinMs)
    .map(({ identity }) => ({ identity: identity ?? '' }));
}
