import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { expect, it } from 'vitest';

import { recallRecord } from '../../src/worker/recall.ts';

const WORKFLOW_ID = 'stay:R-1';
const COMPLETED = { code: 2, name: 'COMPLETED' };
const RUNNING = { code: 1, name: 'RUNNING' };
const FAILED = { code: 3, name: 'FAILED' };

/** What a run came to: its revision, or that its put was refused, or that somebody deleted it. */
type End = number | 'refused' | 'deleted';

/** A Temporal whose lists are what somebody says, and that knows how each run is and what it came to. */
function temporalWith(lists: { open: string[]; closed: string[] }, ended: Record<string, End>) {
  const toStatus = (end: End | undefined) => {
    if (end === 'deleted') throw new WorkflowNotFoundError('it is not there', WORKFLOW_ID, '');
    if (end === 'refused') return FAILED;
    return end === undefined ? RUNNING : COMPLETED;
  };
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
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
    workflow: {
      getHandle: (_id: string, runId: string) => ({
        describe: async () => ({ status: toStatus(ended[runId]) }),
        async result() {
          toStatus(ended[runId]);
          return { reservationId: 'R-1', phase: 'revoked', revision: ended[runId] };
        },
        query: () => Promise.reject(new Error('it has heard nothing')),
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

it('recalls each of several runs that have just closed and are still listed as open', async () => {
  const lists = { open: ['asks', 'again', 'last'], closed: ['first'] };
  const temporal = temporalWith(lists, { first: 3, last: 5, again: 'refused' });
  expect(await recalled(temporal)).toBe(5);
});

// Else a list that is behind would keep a new stay from its start, and every pass of the reconciler from its end.
it('passes over runs that are still listed although somebody has deleted them', async () => {
  const lists = { open: ['asks', 'deleted'], closed: ['erased', 'first'] };
  const temporal = temporalWith(lists, { first: 3, deleted: 'deleted', erased: 'deleted' });
  expect(await recalled(temporal)).toBe(3);
});

it('recalls nothing where no run was before', async () => {
  expect(await recalled(temporalWith({ open: ['asks'], closed: [] }, {}))).toBeUndefined();
});
