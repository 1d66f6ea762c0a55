import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { expect, inject, it } from 'vitest';

import { RECONCILE, SEAM_TASK_QUEUE, TASK_QUEUE } from '../../src/contract/names.ts';
import type { PassResult } from '../../src/contract/reconciling.ts';
import { lastMemory, memoryPart } from '../../src/worker/pass-memory.ts';
import { ownNamespace } from '../support/own-namespace.ts';
import { NO_MEMORY, quiet, stepsIn } from '../support/pass-scene.ts';
import { until } from '../support/reconciling.ts';
import { workflowBundle } from '../support/temporal.ts';

const STAYS = 9_000;
const KS = 'site-ks';

it('finds each part of what a pass knew of 9,000 stays in the history of its run', async () => {
  const address = inject('temporalAddress');
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const namespace = await ownNamespace(connection, { searchAttributes: false });
  const client = new Client({ connection, namespace });
  const ids = Array.from({ length: STAYS }, (_, nth) => `a-house-with-a-long-name.${nth}`);
  // Nothing can be read, and Temporal knows none of them: the pass goes on remembering them all.
  const known = Object.fromEntries(ids.map((id) => [id, '']));
  const scene = { ...quiet(KS), sites: { [KS]: { pages: ['fails' as const] } } };
  const { runs, surveys } = stepsIn(() => ({ ...scene, memory: { ...NO_MEMORY, known } }));
  const common = { connection: native, namespace };
  const workers = await Promise.all([
    Worker.create({
      ...{ ...common, taskQueue: TASK_QUEUE, activities: runs },
      workflowBundle: workflowBundle(),
    }),
    Worker.create({ ...common, taskQueue: SEAM_TASK_QUEUE, activities: surveys }),
  ]);
  const running = workers.map((worker) => worker.run());

  const { memory } = await client.workflow.execute<() => Promise<PassResult>>(RECONCILE, {
    ...{ workflowId: 'pass', taskQueue: TASK_QUEUE, args: [] },
  });
  expect(memory.more).toBeGreaterThan(0);
  await until(async () => (await lastMemory(client)) !== undefined, 'a pass that is listed');
  const last = await lastMemory(client);
  const found = Object.keys(last?.memory.known ?? {});
  for (let nth = 1; nth <= memory.more; nth += 1) {
    const part = last && (await memoryPart(client, last.run, nth));
    found.push(...Object.keys(part?.known ?? {}));
  }
  expect(found.toSorted()).toEqual(ids.toSorted());

  for (const worker of workers) worker.shutdown();
  await Promise.allSettled(running);
  await native.close();
  await connection.close();
});
