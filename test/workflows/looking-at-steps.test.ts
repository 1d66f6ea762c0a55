import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { createActivities, createPlanning } from '../../activities/index.ts';
import {
  GUEST_STAY,
  SEAM_TASK_QUEUE,
  stayWorkflowId,
  TASK_QUEUE,
} from '../../src/contract/names.ts';
import type { StepSeen } from '../../src/contract/steps.ts';
import { listingSchema } from '../../src/listings/listing.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { pinTagger } from '../../src/worker/pin-tag.ts';
import { listingsOfHouse } from '../support/house.ts';
import { lookAtStep } from '../support/look-at-step.ts';
import { startTimeSkipping, workflowBundle } from '../support/temporal.ts';

const API_KEY = 'seam_nowhere';
/** The discard port of this machine, where nobody listens. */
const NOWHERE = 'http://127.0.0.1:9';

const disposables = new AsyncDisposableStack();
let env: TestWorkflowEnvironment;
let client: Client;

beforeAll(async () => {
  env = disposables.adopt(await startTimeSkipping(), (each) => each.teardown());
  client = new Client({ connection: env.connection });
  const bundle = workflowBundle();
  const worker = await Worker.create({
    ...{ connection: env.nativeConnection, taskQueue: TASK_QUEUE, workflowBundle: bundle },
    activities: createPlanning({
      clock: Date.now,
      listings: async () =>
        new Map(listingsOfHouse().map((each) => [each.listingId, listingSchema.parse(each)])),
      recall: async () => undefined,
      quietPeriodMs: 600_000,
    }),
  });
  disposables.use(running(worker));
});

afterAll(() => disposables.disposeAsync());

function running(worker: Worker): AsyncDisposable {
  const done = worker.run();
  return {
    async [Symbol.asyncDispose]() {
      worker.shutdown();
      await done;
    },
  };
}

/** A worker of the Seam steps to whom Seam is nowhere. */
async function seamWorker(): Promise<AsyncDisposable> {
  const activities = createActivities({
    seam: connectSeam({ apiKey: API_KEY, endpoint: NOWHERE }),
    clock: Date.now,
    tagOf: pinTagger(API_KEY),
  });
  return running(
    await Worker.create({
      ...{ connection: env.nativeConnection, taskQueue: SEAM_TASK_QUEUE, activities },
    }),
  );
}

/** Books a stay, and answers a way to look at its first step at Seam. */
async function firstStep(reservationId: string): Promise<() => Promise<StepSeen>> {
  const workflowId = stayWorkflowId(reservationId);
  const { firstExecutionRunId: runId } = await client.workflow.start(GUEST_STAY, {
    workflowId,
    taskQueue: TASK_QUEUE,
    args: [
      {
        reservationId,
        listingId: 'ks-pin',
        guest: { fullName: 'Ada Guest' },
        checkIn: '2099-01-01',
        checkOut: '2099-01-02',
      },
    ],
  });
  const step = { activityType: 'addAccessUser', taskQueue: SEAM_TASK_QUEUE };
  return () => lookAtStep(client, { workflowId, runId, ...step });
}

// The time-skipping server tells other things of a step than Temporal's own, and nothing of those who poll.
describe('a step of a stay on the time-skipping server', () => {
  it('is in the queue while nobody polls, and is tried once somebody does', async () => {
    const look = await firstStep('L-1');
    await expect.poll(look).toEqual({ state: 'queued', attempts: 0 });
    await using _worker = await seamWorker();
    await expect.poll(look).toEqual({
      state: 'pausing',
      attempts: expect.toSatisfy((attempts: number) => attempts >= 2),
      failure: { type: 'SeamUnavailable' },
    });
  });
});
