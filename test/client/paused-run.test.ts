import type { Client } from '@temporalio/client';
import { beforeEach, describe, expect, it } from 'vitest';

import { eraseRuns } from '../../src/cli/erase/erase-runs.ts';
import { neededKeys } from '../../src/cli/keys/needed-keys.ts';
import { readStatus } from '../../src/client/read-status.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { stayRuns } from '../../src/worker/stay-runs.ts';

const ID = 'P-1';
const CLOSES_AT = '2026-11-26T10:00:00.000Z';
const workflowId = stayWorkflowId(ID);
const text = (value: string) => ({
  metadata: { encoding: Buffer.from('json/plain'), type: Buffer.from('Datetime') },
  data: Buffer.from(JSON.stringify(value)),
});
const searchAttributes = { indexedFields: { StayClosesAt: text(CLOSES_AT) } };
const run = {
  ...{ workflowId, runId: 'run-1', status: { name: 'PAUSED', code: 8 }, startTime: new Date(0) },
  raw: { workflowExecutionInfo: { searchAttributes } },
};
const started = { workflowExecutionStartedEventAttributes: { input: { payloads: [text('')] } } };

let deleted: unknown[];
beforeEach(() => {
  deleted = [];
});

/** A Temporal 1.32 with one stay, which somebody has paused: its query is rejected, and its result never comes. */
const temporal = {
  options: { namespace: 'default' },
  withDeadline: (_deadline: number, call: () => Promise<unknown>) => call(),
  workflow: {
    async *list({ query }: { readonly query: string }) {
      if (!query.startsWith('WorkflowId = ') || query.includes(`"${workflowId}"`)) yield run;
    },
    getHandle: (id: string) => ({
      describe: () => (id === workflowId ? Promise.resolve(run) : Promise.reject(notFound())),
      fetchHistory: () => Promise.resolve({ events: [started] }),
      query: () => Promise.reject(new Error('Query rejected')),
    }),
    result: () => Promise.reject(new Error('It never comes')),
  },
  workflowService: {
    listWorkflowExecutions: () =>
      Promise.resolve({
        executions: [{ execution: { workflowId, runId: 'run-1' }, status: 8, searchAttributes }],
        nextPageToken: new Uint8Array(),
      }),
    describeSchedule: () => Promise.reject(notFound()),
    deleteWorkflowExecution: (request: unknown) => Promise.resolve(deleted.push(request)),
  },
} as unknown as Client;

function notFound(): Error {
  return Object.assign(new Error('5 NOT_FOUND'), { code: 5, details: '', metadata: {} });
}

describe('a stay whose workflow somebody has paused', () => {
  it('is not erased: its door may be open, and its history is what shuts it', async () => {
    await expect(eraseRuns(temporal, ID)).rejects.toMatchObject({
      type: 'StayIsOpen',
      next: expect.stringContaining('unpause it') as string,
    });
    expect(deleted).toEqual([]);
  });

  it('counts as open where somebody asks which keys are needed', async () => {
    const { inClear } = await neededKeys(temporal);
    expect(inClear).toEqual({ openRuns: 1, keptRuns: 0 });
  });

  it('is shown by what it last said, and that it is paused', async () => {
    const { closesAt, notes } = await readStatus(temporal, ID);
    expect(closesAt).toBe(CLOSES_AT);
    expect(notes).toEqual([expect.stringContaining('paused its workflow')]);
  });

  it('gives the reconciler no answer, and is listed as open with when it closes', async () => {
    const runs = stayRuns(temporal);
    expect(await runs.find(ID)).toMatchObject({ run: 'silent', last: { closesAt: CLOSES_AT } });
    const { runs: listed } = await runs.page(undefined);
    const open = { reservationId: ID, isOpen: true, isPaused: true, closesAt: CLOSES_AT };
    expect(listed).toMatchObject([open]);
  });
});
