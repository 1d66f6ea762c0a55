import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';

import { memoryPart } from '../../src/worker/pass-memory.ts';

const PASS = { workflowId: 'pass', runId: 'run' };
const NOT_FOUND = 5;
const UNAVAILABLE = 14;

/** A Temporal that answers a question for a history with a gRPC status. */
function temporalWith(code: number): Client {
  const status = Object.assign(new Error('no history'), { code, details: '', metadata: {} });
  const fail = () => Promise.reject(status);
  return {
    options: { namespace: 'default', loadedDataConverter: { payloadCodecs: [] } },
    workflowService: { getWorkflowExecutionHistoryReverse: fail },
  } as unknown as Client;
}

// "nightlatch erase" deletes passes, and Temporal those that are old.
it('remembers no part of a pass whose history was deleted', async () => {
  expect(await memoryPart(temporalWith(NOT_FOUND), PASS, 1)).toBeUndefined();
});

it('takes no part for lost while Temporal does not answer', async () => {
  await expect(memoryPart(temporalWith(UNAVAILABLE), PASS, 1)).rejects.toThrow('no history');
});
