import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { Client, type Connection } from '@temporalio/client';

import type { TemporalConfig } from '../../config.ts';
import { SEAM_TASK_QUEUE, TASK_QUEUE } from '../../contract/names.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../contract/search-attributes.ts';
import { missingSearchAttributes } from '../../setup.ts';
import { EXIT } from '../exit-code.ts';
import { countPollers, waitingIn } from '../task-queues.ts';
import { span } from '../text/moment.ts';

import { checkReconciler } from './check-reconciler.ts';
import { type Finding, look } from './check.ts';

/** Looks at everything in Temporal that the stays need. */
export async function checkTemporal(
  connection: Connection,
  temporal: TemporalConfig,
): Promise<readonly Finding[]> {
  const { namespace } = temporal;
  return [
    await checkSearchAttributes(connection, namespace),
    await checkPriorities(connection, namespace),
    await checkWorkers(connection, namespace, TASK_QUEUE, 'workers (stays)'),
    await checkWorkers(connection, namespace, SEAM_TASK_QUEUE, 'workers (Seam steps)'),
    await checkReconciler(connection, namespace),
  ];
}

async function checkSearchAttributes(connection: Connection, namespace: string): Promise<Finding> {
  const name = 'search attributes';
  const { finding, value: missing } = await look(
    name,
    () => missingSearchAttributes(connection, namespace, STAY_SEARCH_ATTRIBUTES),
    () => `Namespace ${namespace} has all of them.`,
  );
  if (missing === undefined || missing.length === 0) return finding;
  return {
    name,
    ok: false,
    message: `Namespace ${namespace} lacks ${missing.join(', ')}.`,
    next: 'Run "nightlatch setup" once.',
    exitCode: EXIT.usage,
  };
}

async function checkWorkers(
  connection: Connection,
  namespace: string,
  queue: string,
  name: string,
): Promise<Finding> {
  const { finding, value } = await look(
    name,
    async () => ({
      pollers: await countPollers(connection, namespace, queue),
      waiting: await waitingIn(connection, namespace, queue),
    }),
    ({ pollers, waiting: { count, oldestMs } }) => {
      const oldest = span(oldestMs);
      const wait = `${count} ${count === 1 ? 'task waits' : 'tasks wait'} there`;
      const backlog =
        count === 0 || oldest === undefined ? '' : `; ${wait}, the oldest for ${oldest}`;
      return `${pollers} on task queue ${queue}${backlog}.`;
    },
  );
  if (value?.pollers !== 0) return finding;
  return {
    name,
    ok: false,
    message: `No worker asks for tasks on ${queue}.`,
    next: 'Start one: nightlatch worker.',
    exitCode: EXIT.refused,
  };
}

/** Nobody polls it, so that what the probe puts there stays and can be counted. */
const PROBE_QUEUE = 'nightlatch-doctor';
const COUNTED_WITHIN_MS = 10_000;

async function checkPriorities(connection: Connection, namespace: string): Promise<Finding> {
  const name = 'priorities';
  const { finding, value: isOrdered } = await look(
    name,
    () => probePriorities(connection, namespace),
    () => 'Temporal takes urgent steps first.',
  );
  if (isOrdered !== false) return finding;
  return {
    name,
    ok: false,
    message: 'Temporal keeps no priorities: shutting a door may wait behind granting the next.',
    next: 'Set matching.useNewMatcher to true in its dynamic configuration.',
    exitCode: EXIT.refused,
  };
}

/**
 * No setting tells whether a server keeps priorities. So a task of priority 1 is put where nobody
 * takes it, and the backlog says under which priority it is kept; then it is removed again.
 */
async function probePriorities(connection: Connection, namespace: string): Promise<boolean> {
  const probe = await new Client({ connection, namespace }).workflow.start(
    'nightlatchDoctorProbe',
    {
      workflowId: `nightlatch-doctor:${randomUUID()}`,
      taskQueue: PROBE_QUEUE,
      workflowExecutionTimeout: '1 minute',
      priority: { priorityKey: 1 },
    },
  );
  try {
    const deadline = Date.now() + COUNTED_WITHIN_MS;
    while (Date.now() < deadline) {
      if ((await countUrgent(connection, namespace)) > 0) return true;
      await delay(100);
    }
    return false;
  } finally {
    await probe.terminate('The probe of nightlatch doctor is over.');
    await connection.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: probe.workflowId },
    });
  }
}

async function countUrgent(connection: Connection, namespace: string): Promise<number> {
  const { statsByPriorityKey } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: PROBE_QUEUE },
    taskQueueType: 1,
    reportStats: true,
  });
  return Number(statsByPriorityKey[1]?.approximateBacklogCount ?? 0);
}
