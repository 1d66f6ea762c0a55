import type { Client } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { expect, it } from 'vitest';

import { PayloadUnreadable } from '../../src/codec/unreadable.ts';
import { stayRuns } from '../../src/worker/stay-runs.ts';

const CLOSES_AT = '2031-05-04T09:00:00.000Z';

/** A Temporal with one stay that has ended by itself, and whose result is answered so. */
function temporalWith(result: () => Promise<unknown>): Client {
  const indexedFields = { StayClosesAt: defaultPayloadConverter.toPayload(CLOSES_AT) };
  const raw = { workflowExecutionInfo: { searchAttributes: { indexedFields } } };
  const execution = { workflowId: 'stay:R-1', runId: 'run' };
  return {
    options: { namespace: 'default' },
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
    workflow: {
      getHandle: () => ({ describe: async () => ({ status: { name: 'COMPLETED' }, raw }), result }),
    },
    workflowService: {
      listClosedWorkflowExecutions: async () => ({
        executions: [{ execution, status: 2, type: { name: 'guestStay' } }],
        nextPageToken: new Uint8Array(),
      }),
    },
  } as unknown as Client;
}

// Else a single stay of which something is left at Seam would keep every pass from its end.
it('counts a stay as silent that has ended, and whose result is under a key that is lost', async () => {
  const lost = temporalWith(() => Promise.reject(new PayloadUnreadable('unknown-key', 'amber')));
  expect(await stayRuns(lost).find('R-1')).toEqual({
    run: 'silent',
    last: { listingId: '', revision: 0, closesAt: CLOSES_AT },
  });
});

it('finds out nothing about a stay while Temporal does not answer', async () => {
  const away = temporalWith(() => Promise.reject(new Error('away')));
  await expect(stayRuns(away).find('R-1')).rejects.toThrow('away');
});
