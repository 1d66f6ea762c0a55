import { randomUUID } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure, type DataConverter, type PayloadCodec } from '@temporalio/common';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { afterAll, beforeAll, describe, inject, it } from 'vitest';

import { tryAgain } from '../../src/contract/failures.ts';
import type { StepSeen } from '../../src/contract/steps.ts';
import { stepsInTemporal } from '../../src/worker/steps-in-temporal.ts';
import { bundleMicroWorkflows } from '../simulation/conformance/micro-bundle.ts';
import { lookAtStep } from '../support/look-at-step.ts';

// How a step is seen that failed, hung or is over is compared with the simulator, in test/simulation.

const turnedAway = async (): Promise<never> => {
  const facts = { route: '/acs/users/create', why: 'The site is closed.' };
  throw tryAgain('SeamUnavailable', 'no answer', { afterMs: 200, facts });
};

const stays = `stays-${randomUUID()}`;
const disposables = new AsyncDisposableStack();
let native: NativeConnection;
let client: Client;

beforeAll(async () => {
  const address = inject('temporalAddress');
  native = disposables.adopt(await NativeConnection.connect({ address }), (each) => each.close());
  const connection = disposables.adopt(await Connection.connect({ address }), (each) =>
    each.close(),
  );
  client = new Client({ connection });
  const workflowBundle = disposables.use(await bundleMicroWorkflows());
  disposables.use(await work({ taskQueue: stays, workflowBundle }));
});

afterAll(() => disposables.disposeAsync());

/** Starts a worker; it stops when it is disposed of. */
async function work(options: Omit<WorkerOptions, 'connection'>): Promise<AsyncDisposable> {
  const worker = await Worker.create({ connection: native, ...options });
  const done = worker.run();
  return {
    async [Symbol.asyncDispose]() {
      worker.shutdown();
      await done;
    },
  };
}

/** Has a workflow take a step, and answers a way to look at it. */
async function step(taskQueue: string, by = client): Promise<() => Promise<StepSeen>> {
  const run = await client.workflow.start('looks', {
    workflowId: randomUUID(),
    taskQueue: stays,
    args: ['isTurnedAway', '', { taskQueue }],
  });
  const { workflowId, firstExecutionRunId: runId } = run;
  disposables.defer(async () => void (await run.terminate()));
  return () => lookAtStep(by, { workflowId, runId, activityType: 'isTurnedAway', taskQueue });
}

describe.concurrent('a step that takes long', () => {
  it('tells each attempt and why the last one failed, also when its only worker has gone', async ({
    expect,
  }) => {
    const taskQueue = randomUUID();
    let made = 0;
    const isTurnedAway = (): Promise<never> => {
      made += 1;
      return turnedAway();
    };
    const worker = await work({ taskQueue, activities: { isTurnedAway } });
    const look = await step(taskQueue);
    await expect.poll(() => made).toBeGreaterThanOrEqual(3);
    await worker[Symbol.asyncDispose]();
    await expect.poll(look).toEqual({
      state: 'queued',
      attempts: made,
      failure: { type: 'SeamUnavailable', said: 'The site is closed.' },
    });
  });

  it('waits behind another one in the queue: nobody has it, and somebody polls', async ({
    expect,
  }) => {
    const taskQueue = randomUUID();
    const held = Promise.withResolvers<void>();
    await using stack = new AsyncDisposableStack();
    const activities = { isTurnedAway: () => held.promise };
    stack.use(await work({ taskQueue, activities, maxConcurrentActivityTaskExecutions: 1 }));
    stack.defer(() => held.resolve());
    const first = await step(taskQueue);
    await expect.poll(first).toEqual({ state: 'started', attempts: 1 });
    const second = await step(taskQueue);
    await expect.poll(second).toEqual({ state: 'queued', attempts: 0 });
  });

  it('tells nothing of what somebody else’s failure says, which may be a name', async ({
    expect,
  }) => {
    const taskQueue = randomUUID();
    const isTurnedAway = async (): Promise<never> => {
      const details = [{ why: 'Ada Guest is not known.' }];
      throw ApplicationFailure.create({ type: 'GuestError', details, nextRetryDelay: 60_000 });
    };
    await using _worker = await work({ taskQueue, activities: { isTurnedAway } });
    const look = await step(taskQueue);
    await expect
      .poll(look)
      .toEqual({ state: 'pausing', attempts: 1, failure: { type: 'UnexpectedError' } });
  });
});

describe.concurrent('a step whose failure is encrypted', () => {
  it.for([
    ['is read by a worker that has the key', 'key', { said: 'The site is closed.' }],
    ['shows its type to one that has lost it', 'lost', {}],
  ] as const)('%s', async ([, key, said], { expect }) => {
    const taskQueue = randomUUID();
    const { connection } = client;
    const activities = { isTurnedAway: turnedAway };
    await using _worker = await work({ taskQueue, activities, dataConverter: encrypting('key') });
    const look = await step(taskQueue, new Client({ connection, dataConverter: encrypting(key) }));
    await expect
      .poll(async () => (await look()).failure)
      .toEqual({ type: 'SeamUnavailable', ...said });
  });
});

describe('a queue', () => {
  it('is polled while its worker asks again and again, and no more a minute after it stopped', async ({
    expect,
  }) => {
    const taskQueue = randomUUID();
    const temporal = stepsInTemporal(client);
    const isPolled = (inMs: number) => temporal.hasPollers(taskQueue, Date.now() + inMs);
    expect(await isPolled(0)).toBe(false);
    const worker = await work({ taskQueue, activities: { isTurnedAway: turnedAway } });
    await expect.poll(() => isPolled(0)).toBe(true);
    await worker[Symbol.asyncDispose]();
    expect(await isPolled(80_000)).toBe(false);
  });
});

/** Turns every byte of a payload around, and takes only its own back if it has the key. */
function encrypting(key: 'key' | 'lost'): DataConverter {
  const turned = (data: Uint8Array = new Uint8Array()): Uint8Array =>
    data.map((byte) => byte ^ 0xff);
  const codec: PayloadCodec = {
    encode: async (payloads) =>
      payloads.map(({ metadata, data }) => ({
        metadata: { ...metadata, turned: new Uint8Array() },
        data: turned(data ?? undefined),
      })),
    async decode(payloads) {
      return payloads.map((payload) => {
        if (payload.metadata?.['turned'] === undefined) return payload;
        if (key === 'lost') throw new Error('The key is lost.');
        return { metadata: payload.metadata, data: turned(payload.data ?? undefined) };
      });
    },
  };
  return { payloadCodecs: [codec] };
}
