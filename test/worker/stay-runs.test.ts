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

/** A Temporal in whose lists a stay that has just ended was never closed, or is still the one before. */
function temporalBehind(): Client {
  const status = { name: 'COMPLETED', code: 2 };
  const described = { runId: 'last', type: 'guestStay', status, raw: {} };
  const results: Record<string, string> = { last: 'today', first: 'last-year' };
  return {
    options: { namespace: 'default' },
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
    workflow: {
      getHandle: (_id: string, runId = 'last') => ({
        describe: async () => described,
        result: async () => ({ phase: 'revoked', listingId: 'suite', revokedAt: results[runId] }),
      }),
    },
    workflowService: {
      listClosedWorkflowExecutions: async () => ({
        executions: [
          {
            execution: { workflowId: 'stay:R-1', runId: 'first' },
            status: 2,
            type: { name: 'guestStay' },
          },
        ],
        nextPageToken: new Uint8Array(),
      }),
    },
  } as unknown as Client;
}

// Else a stay that ends while a pass looks is taken for an orphan, and one that is held is held no more.
it('knows what a stay came to that ended a moment ago, before any list shows it', async () => {
  expect(await stayRuns(temporalBehind()).find('R-1')).toMatchObject({
    run: 'closed',
    record: { status: { revokedAt: 'today' } },
  });
});

/** A Temporal with one stay that somebody has stopped, and whose history gives that answer. */
function temporalWithStopped(query: () => Promise<unknown>): Client {
  const status = { name: 'TERMINATED', code: 5 };
  const described = { runId: 'last', type: 'guestStay', status, raw: {} };
  return {
    options: { namespace: 'default' },
    withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
    workflow: { getHandle: () => ({ describe: async () => described, query }) },
    workflowService: {
      listClosedWorkflowExecutions: async () => ({
        executions: [],
        nextPageToken: new Uint8Array(),
      }),
    },
  } as unknown as Client;
}

// Else what only its history tells is forgotten for ever: a user with another name, and that nobody was told of its end.
it('is not sure of a stay that somebody stopped while no worker has the time to tell of it', async () => {
  const late = Object.assign(new Error('late'), { code: 4, details: '', metadata: {} });
  expect(await stayRuns(temporalWithStopped(() => Promise.reject(late))).find('R-1')).toEqual({
    run: 'closed',
    isUnsure: true,
  });
  const none = temporalWithStopped(() => Promise.reject(new Error('it has no first task')));
  expect(await stayRuns(none).find('R-1')).toEqual({ run: 'closed' });
});
