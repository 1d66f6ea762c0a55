import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';

import { foreignEnvironment } from '../../src/cli/services/foreign-environment.ts';
import { startService } from '../../src/cli/services/service.ts';
import { environment } from '../../src/config.ts';
import { ownNamespace } from '../../test/support/own-namespace.ts';
import type { bareStay, granted } from '../bare/workflow.ts';

import type { Contender, Times } from './contender.ts';
import { deskOf } from './desk.ts';
import { type Ground, READY_WITHIN_MS } from './ground.ts';
import { QUIET_MS } from './house.ts';

/** What the bare workflow is compared in, beside the stays of a contender. */
export interface BareHouse extends Contender {
  /** Begins a stay and answers when its guest has a PIN, in one request to Temporal. */
  put(id: string, times: Times): Promise<void>;
}

const WORKER = fileURLToPath(new URL('../bare/worker.ts', import.meta.url));

/** Starts the worker of the bare workflow, with the SDK's defaults. */
export async function openBareHouse(
  ground: Ground,
  seamUrl = ground.sandboxUrl,
): Promise<BareHouse> {
  const connection = await Connection.connect({ address: ground.address });
  const namespace = await ownNamespace(connection);
  const client = new Client({ connection, namespace });
  const key = `seam_${namespace.replaceAll('-', '_')}`;
  const worker = await startService({
    name: 'The worker of the bare workflow',
    command: process.execPath,
    args: [WORKER, ground.address, namespace, seamUrl, key],
    environment: foreignEnvironment(environment()),
    readyWithinMs: READY_WITHIN_MS,
  });
  return {
    ...{ name: 'the bare workflow', client, desk: deskOf(ground.sandboxUrl, key) },
    workers: () => [worker.pid],
    begin: async (id, times) =>
      void (await client.workflow.start<typeof bareStay>('bareStay', options(id, times))),
    async put(id, times) {
      const start = new WithStartWorkflowOperation<typeof bareStay>('bareStay', {
        ...options(id, times),
        workflowIdConflictPolicy: 'FAIL',
      });
      await client.workflow.executeUpdateWithStart<typeof bareStay, void, []>(
        'granted' satisfies (typeof granted)['name'],
        { updateId: randomUUID(), startWorkflowOperation: start },
      );
    },
    async close() {
      await worker.stop();
      await connection.close();
    },
  };
}

/** How a bare stay is started. */
function options(id: string, times: Times) {
  return {
    workflowId: `bare:${id}`,
    taskQueue: 'bare',
    args: [{ id, ...times, quietMs: QUIET_MS }] as Parameters<typeof bareStay>,
  };
}
