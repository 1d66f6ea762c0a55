import { randomUUID } from 'node:crypto';

import { Client, type Connection } from '@temporalio/client';

import { StayError } from '../../client/index.ts';
import { clientConverter } from '../../codec/client-encryption.ts';
import { payloadKeys, temporal, type TemporalConfig } from '../../config.ts';
import {
  RECONCILE,
  RECONCILE_SCHEDULE,
  SEAM_TASK_QUEUE,
  TASK_QUEUE,
} from '../../contract/names.ts';
import type { PassResult } from '../../contract/reconciling.ts';
import { PASS_WITHIN_MS } from '../../reconcile-schedule.ts';
import { defineCommand, JSON_OPTION } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { reachTemporal } from '../reach-temporal.ts';
import { countPollers } from '../task-queues.ts';
import { passText } from '../text/pass-text.ts';

export const reconcile = defineCommand({
  name: 'reconcile',
  summary: 'compares Seam with the open stays, once',
  details: [
    'Without --repair it only says what it found. With it, what a stopped workflow left at Seam is removed, and a stay ' +
      'that differs from Seam looks again. It never touches what nothing shows to be ours. A worker has to run. The ' +
      'schedule that "nightlatch setup" makes does the same every 15 minutes.',
  ],
  examples: ['reconcile', 'reconcile --repair --json'],
  options: { repair: { type: 'boolean', help: 'end and wake what was found' }, ...JSON_OPTION },
  async run({ values, terminal }) {
    const where = temporal();
    const repair = values.repair === true;
    const pass = await terminal.waiting(
      'Comparing Seam with the open stays',
      reachTemporal(where, (connection) => makePass(connection, where, repair)),
    );
    const { orphans, woken, reported, unread } = pass;
    if (values.json === true) terminal.printJson({ orphans, woken, reported, unread });
    else for (const line of passText(pass, repair)) terminal.print(line);
    return unread.length === 0 ? EXIT.done : EXIT.refused;
  },
});

async function makePass(
  connection: Connection,
  { namespace, address }: TemporalConfig,
  repair: boolean,
): Promise<PassResult> {
  for (const queue of [TASK_QUEUE, SEAM_TASK_QUEUE]) {
    if ((await countPollers(connection, namespace, queue)) > 0) continue;
    const message = `No worker takes the tasks of queue ${queue} in namespace ${namespace} at ${address}.`;
    throw new StayError('TemporalFailed', message, 'Start one with "nightlatch worker".');
  }
  const dataConverter = clientConverter(payloadKeys(), namespace);
  const client = new Client({ connection, namespace, ...(dataConverter && { dataConverter }) });
  const workflowId = `${RECONCILE_SCHEDULE}-by-hand-${randomUUID().slice(0, 8)}`;
  const handle = await client.workflow.start<(request: unknown) => Promise<PassResult>>(RECONCILE, {
    workflowId,
    taskQueue: TASK_QUEUE,
    // Whoever asks by hand wants to know of every door.
    args: [{ repair, everyDoor: true }],
    workflowExecutionTimeout: PASS_WITHIN_MS,
  });
  try {
    return await client.withDeadline(Date.now() + PASS_WITHIN_MS, () => handle.result());
  } catch {
    throw new StayError(
      'TemporalFailed',
      'The pass did not end well, or not within an hour.',
      `Look at workflow ${workflowId} in the Temporal UI.`,
    );
  }
}
