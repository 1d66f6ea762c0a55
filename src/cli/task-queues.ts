import { hostname } from 'node:os';

import type { Connection } from '@temporalio/client';

import { ACTIVITY_TASKS, pollersOf, WORKFLOW_TASKS } from '../client/pollers.ts';
import { timestampMs } from '../client/timestamp.ts';
import { readIdentity } from '../client/worker-identity.ts';
import { SEAM_TASK_QUEUE } from '../contract/names.ts';

import { codeOf } from './services/error-facts.ts';

/** How many workers poll one of our task queues at this moment. */
export async function countPollers(
  connection: Connection,
  namespace: string,
  queue: string,
): Promise<number> {
  const kind = queue === SEAM_TASK_QUEUE ? ACTIVITY_TASKS : WORKFLOW_TASKS;
  const pollers = await pollersOf(
    connection.workflowService,
    { namespace, taskQueue: queue, kind },
    Date.now(),
  );
  return pollers.filter(({ identity }) => !hasEndedHere(identity)).length;
}

/** How many tasks wait in one of our task queues, about, and for how many milliseconds the oldest has. */
export async function waitingIn(
  connection: Connection,
  namespace: string,
  queue: string,
): Promise<{ readonly count: number; readonly oldestMs: number }> {
  const kinds = queue === SEAM_TASK_QUEUE ? [ACTIVITY_TASKS] : [WORKFLOW_TASKS, ACTIVITY_TASKS];
  const waiting = await Promise.all(
    kinds.map(async (taskQueueType) => {
      const asked = { namespace, taskQueue: { name: queue }, taskQueueType, reportStats: true };
      const { stats } = await connection.workflowService.describeTaskQueue(asked);
      return {
        count: Number(stats?.approximateBacklogCount ?? 0),
        oldestMs: timestampMs(stats?.approximateBacklogAge),
      };
    }),
  );
  return {
    count: waiting.reduce((sum, { count }) => sum + count, 0),
    oldestMs: Math.max(...waiting.map(({ oldestMs }) => oldestMs)),
  };
}

/** Temporal lists a worker for a while after its end; of those on this machine we know better. */
function hasEndedHere(identity: string): boolean {
  const { pid, host } = readIdentity(identity) ?? {};
  if (pid === undefined || host !== hostname()) return false;
  try {
    return !process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'ESRCH';
  }
}
