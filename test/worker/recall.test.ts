import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';

import { recallRecord } from '../../src/worker/recall.ts';

const WORKFLOW_ID = 'stay:R-1';
const COMPLETED = { code: 2, name: 'COMPLETED' };
const RUNNING = { code: 1, name: 'RUNNING' };

/** A Temporal whose lists are what somebody says, and that knows how each run is and what it came to. */
function temporalWith(lists: { open: string[]; closed: string[] }, ended: Record<string, number>) {
  const listed = (runIds: readonly string[]) => ({
    executions: runIds.map((runId) => ({
      execution: { workflowId: WORKFLOW_ID, runId },
      status: COMPLETED.code,
      type: { name: 'guestStay' },
    })),
    nextPageToken: new Uint8Array(),
  });
  return {
    options: { namespace: 'default' },
    workflow: {
      getHandle: (_id: string, runId: string) => ({
        describe: async () => ({ status: runId in ended ? COMPLETED : RUNNING }),
        result: async () => ({ reservationId: 'R-1', phase: 'revoked', revision: ended[runId] }),
      }),
    },
    workflowService: {
      listOpenWorkflowExecutions: async () => listed(lists.open),
      listClosedWorkflowExecutions: async () => listed(lists.closed),
    },
  } as unknown as Client;
}

async function recalled(temporal: Client): Promise<number | undefined> {
  const record = await recallRecord(temporal, { workflowId: WORKFLOW_ID, runId: 'asks' });
  return record?.status.revision;
}

// Else a stale put that comes within a second of the end opens the stay again.
it('recalls a run that has just closed and is still listed as open', async () => {
  const temporal = temporalWith(
    { open: ['asks', 'last'], closed: ['first'] },
    { first: 3, last: 5 },
  );
  expect(await recalled(temporal)).toBe(5);
});

it('recalls the newest of those that are listed as closed', async () => {
  const temporal = temporalWith(
    { open: ['asks'], closed: ['last', 'first'] },
    { first: 3, last: 5 },
  );
  expect(await recalled(temporal)).toBe(5);
});

it('recalls nothing where no run was before', async () => {
  expect(await recalled(temporalWith({ open: ['asks'], closed: [] }, {}))).toBeUndefined();
});
