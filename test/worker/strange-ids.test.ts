import type { Client } from '@temporalio/client';
import { expect, it } from 'vitest';

import { stayRuns } from '../../src/worker/stay-runs.ts';

const STRANGE = 'x") OR WorkflowType IN ("reconcile';

/** A Temporal at which somebody has started workflows of our types under ids of their own, and stopped them. */
function temporalWith(...ids: readonly string[]) {
  const asked: string[] = [];
  const executions = ids.map((id) => ({ execution: { workflowId: `stay:${id}` }, status: 5 }));
  const client = {
    options: { namespace: 'default' },
    workflow: {
      async *list({ query }: { readonly query: string }) {
        asked.push(query);
        yield { workflowId: 'stay:A-1' };
      },
    },
    workflowService: {
      listWorkflowExecutions: () =>
        Promise.resolve({ executions, nextPageToken: new Uint8Array() }),
    },
  } as unknown as Client;
  return { runs: stayRuns(client), asked };
}

it('lists and remembers no run for a stay whose id no reservation can have', async () => {
  const { runs } = temporalWith('A-1', STRANGE, '');
  const { runs: listed } = await runs.page(undefined);
  expect(listed.map(({ reservationId }) => reservationId)).toEqual(['A-1']);
});

it('lets no such id break the question which stays are known, or ask another', async () => {
  const { runs, asked } = temporalWith();
  expect(await runs.known(['A-1', STRANGE])).toEqual(new Set(['A-1']));
  expect(asked).toEqual(['WorkflowId IN ("stay:A-1") AND ExecutionStatus != "Failed"']);
});
