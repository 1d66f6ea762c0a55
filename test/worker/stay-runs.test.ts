import { type Client, ServiceError } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';
import { describe, expect, it } from 'vitest';

import { createRunSteps } from '../../activities/index.ts';
import { PayloadUnreadable } from '../../src/codec/unreadable.ts';
import { groupsIn } from '../../src/stay/ledger-ids.ts';
import { seamIdsOf } from '../../src/stay/seam-ids.ts';
import type { StayState } from '../../src/stay/state.ts';
import { statusOf } from '../../src/stay/status-of.ts';
import { stayRuns } from '../../src/worker/stay-runs.ts';
import {
  accessScope,
  BEFORE,
  change,
  DURING,
  granted,
  play,
  told,
} from '../support/stay-values.ts';

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

/** google.rpc.Code */
const [DATA_LOSS, UNAVAILABLE] = [15, 14];

/** What Temporal's client throws where the server answers with that status. */
function refusedWith(code: number): ServiceError {
  const cause = Object.assign(new Error('no answer'), { code, details: '', metadata: {} });
  return new ServiceError('Failed', { cause });
}

/** A Temporal with one stay that is well, and one of which it answers everything with that status. */
function temporalWithBroken(code: number): Client {
  const fail = () => Promise.reject(refusedWith(code));
  const well = {
    describe: async () => ({ status: { name: 'RUNNING' }, raw: {} }),
    query: async () => ({ status: { phase: 'open' }, ledger: [] }),
    signal: async () => {},
  };
  const broken = { describe: fail, query: fail, signal: fail };
  return {
    withDeadline: (_deadline: number, call: () => unknown) => call(),
    workflow: { getHandle: (id: string) => (id === 'stay:R-broken' ? broken : well) },
  } as unknown as Client;
}

describe('a stay whose run Temporal cannot read', () => {
  const steps = (code: number) => {
    const runs = stayRuns(temporalWithBroken(code));
    const means = { runs, clock: Date.now, quietPeriodMs: 1_000 };
    return createRunSteps({ ...means, listings: async () => new Map() });
  };
  const ids = ['R-well', 'R-broken'];
  const stays = ids.map((reservationId) => ({ reservationId, systemIds: [] }));

  // Else every pass would end there: the next one has the same stay to ask.
  it('is reported as one that gives no answer, and keeps a pass from no other', async () => {
    const looks = await steps(DATA_LOSS).lookAtStays(ids);
    expect(looks.map(({ reservationId, run }) => [reservationId, run])).toEqual([
      ['R-well', 'open'],
      ['R-broken', 'silent'],
    ]);
    await expect(steps(DATA_LOSS).wakeStays(stays)).resolves.toBeUndefined();
  });

  it('is another matter than a Temporal that is away, of which nothing follows', async () => {
    await expect(steps(UNAVAILABLE).lookAtStays(ids)).rejects.toThrow('The step failed');
    await expect(steps(UNAVAILABLE).wakeStays(stays)).rejects.toThrow('The step failed');
  });

  it('is silent as well if it has ended, and its result cannot be read', async () => {
    const lost = temporalWith(() => Promise.reject(refusedWith(DATA_LOSS)));
    expect(await stayRuns(lost).find('R-1')).toMatchObject({ run: 'silent' });
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

/** A Temporal that lists one stay, as it shows itself. */
function temporalListing(state: StayState): Client {
  const { phase, listingId, opensAt, closesAt } = statusOf(state, DURING);
  const shown = {
    ...{ StayPhase: phase, StayListing: listingId, StaySeamIds: seamIdsOf(state.ledger) },
    ...{ StayOpensAt: opensAt, StayClosesAt: closesAt },
  };
  const indexedFields = Object.fromEntries(
    Object.entries(shown).map(([name, value]) => [name, defaultPayloadConverter.toPayload(value)]),
  );
  const execution = { workflowId: 'stay:R-1', runId: 'run' };
  const executions = [{ execution, status: 1, searchAttributes: { indexedFields } }];
  const listWorkflowExecutions = async () => ({ executions, nextPageToken: new Uint8Array() });
  const options = { namespace: 'default' };
  return { options, workflowService: { listWorkflowExecutions } } as unknown as Client;
}

// Else it is not asked after the move; and should somebody put the old groups back, they are as they were at its last look.
it('lists a stay as changed whose guest has moved within the access system', async () => {
  const listed = async (state: StayState) => {
    const runs = stayRuns(temporalListing(state));
    const means = { runs, clock: () => DURING, quietPeriodMs: 1_000 };
    const steps = createRunSteps({ ...means, listings: async () => new Map() });
    return (await steps.listRuns({ cursor: '' })).runs;
  };
  const before = play(granted({}, BEFORE), DURING).state;
  const after = play(told(before, DURING, change({ listingId: 'canal-2' }, 2)), DURING).state;
  expect([before, after].map(({ ledger }) => groupsIn(ledger, accessScope()))).toEqual([
    ['group-a'],
    ['group-b'],
  ]);
  expect(seamIdsOf(after.ledger)).toEqual(seamIdsOf(before.ledger));
  const [[first], [then]] = [await listed(before), await listed(after)];
  expect(first?.slice(0, 2)).toEqual(then?.slice(0, 2));
  expect(first?.[2]).not.toEqual(then?.[2]);
});
