import { fileURLToPath } from 'node:url';

import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { expect, it, beforeAll, afterAll } from 'vitest';

import { STAY_SEARCH_ATTRIBUTES } from '../../../src/contract/search-attributes.ts';
import { missingSearchAttributes } from '../../../src/setup.ts';
import { startTimeSkipping } from '../../support/temporal.ts';
let env: TestWorkflowEnvironment;
beforeAll(async () => {
  const t = Date.now();
  env = await startTimeSkipping();
  console.log('env', Date.now() - t);
});
afterAll(async () => env.teardown());
it('naps', async () => {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'q',
    workflowsPath: fileURLToPath(new URL('./wf.ts', import.meta.url)),
  });
  const r = await worker.runUntil(async () => {
    const h = await env.client.workflow.start('nap', { workflowId: 'x', taskQueue: 'q' });
    await h.executeUpdate('poke');
    return h.result();
  });
  expect(r).toBe(1);
});
