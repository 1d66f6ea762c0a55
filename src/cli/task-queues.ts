import { hostname } from 'node:os';

import type { Connection } from '@temporalio/client';

import { SEAM_TASK_QUEUE } from '../contract/names.ts';

import { codeOf } from './services/error-facts.ts';

/** Temporal's numbers for the kinds of task queues. */
const WORKFLOW_TASKS = 1;
const ACTIVITY_TASKS = 2;

/** A poll lasts a minute, so whoever has not asked for longer than that is gone. */
const SEEN_WITHIN_MS = 75_000;

/** How many workers poll one of our task queues at this moment. */
export async function countPollers(
  connection: Connection,
  namespace: string,
  queue: string,
): Promise<number> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: queue },
    taskQueueType: queue === SEAM_TASK_QUEUE ? ACTIVITY_TASKS : WORKFLOW_TASKS,
  });
  return pollers.filter(({ lastAccessTime, identity }) => {
    const seen = Number(lastAccessTime?.seconds ?? 0) * 1_000;
    return Date.now() - seen < SEEN_WITHIN_MS && !hasEndedHere(identity ?? '');
  }).length;
}

/** Temporal lists a worker for a while after its end; of those on this machine we know better. */
function hasEndedHere(identity: string): boolean {
  const [, pid, host] = /^(\d+)@(.+)$/.exec(identity) ?? [];
  if (pid === undefined || host !== hostname()) return false;
  try {
    return !process.kill(Number(pid), 0);
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}
