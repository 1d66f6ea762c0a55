import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import {
  type Client,
  WorkflowUpdateFailedError,
  type WorkflowHandleWithFirstExecutionRunId,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { type NativeConnection, Worker } from '@temporalio/worker';

import { createTemporalSteps } from '../../../activities/index.ts';
import { stepsInTemporal } from '../../../src/worker/steps-in-temporal.ts';

import { linesOf } from './event-line.ts';
import type { Host } from './host.ts';
import { createMicroActivities } from './micro-activities.ts';
import { plainHistory, type ServerRun } from './server-history.ts';

const TASK = 'WorkflowTask';
const UNDER_WAY: ReadonlySet<string> = new Set([`${TASK}Scheduled`, `${TASK}Started`]);

/** temporal.api.enums.v1.PendingActivityState */
const STARTED = 2;
const LOOKS_EVERY_MS = 25;
const WITHIN_MS = 90_000;

export interface ServerHostOptions {
  readonly client: Client;
  readonly connection: NativeConnection;
  /** The bundled micro-workflows. */
  readonly workflowBundle: { readonly codePath: string };
}

/** A Temporal server, as a host of one micro-workflow with a worker and a task queue of its own. */
export async function serverHost(options: ServerHostOptions): Promise<Host & AsyncDisposable> {
  const { client, connection, workflowBundle } = options;
  const taskQueue = `micro-${randomUUID()}`;
  const workflowId = taskQueue;
  const outcomes: string[] = [];
  const updates: Promise<void>[] = [];
  const started: { handle?: WorkflowHandleWithFirstExecutionRunId } = {};
  const handle = client.workflow.getHandle(workflowId);
  /** By the run that was reset, the one that goes on. */
  const resets = new Map<string, string>();

  const looks = createTemporalSteps({ temporal: stepsInTemporal(client), clock: Date.now });

  const makeWorker = async (): Promise<{ stop(): Promise<void> }> => {
    const worker = await Worker.create({
      ...{ connection, namespace: client.options.namespace, taskQueue, workflowBundle },
      activities: createMicroActivities((ms) => delay(ms), looks),
      // Nothing sticks to a worker: one that is stopped would keep its tasks to itself for ten seconds.
      maxCachedWorkflows: 0,
      defaultHeartbeatThrottleInterval: 100,
      maxHeartbeatThrottleInterval: 100,
    });
    const done = worker.run();
    return {
      async stop() {
        worker.shutdown();
        await done;
      },
    };
  };
  let worker: { stop(): Promise<void> } | undefined = await makeWorker();

  const runs = async (): Promise<readonly ServerRun[]> => {
    const found: ServerRun[] = [];
    let runId = started.handle?.firstExecutionRunId;
    while (runId !== undefined && runId !== '') {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      const run = plainHistory(history);
      const nextRunId = run.nextRunId ?? resets.get(runId);
      found.push({ ...run, nextRunId });
      runId = nextRunId;
    }
    return found;
  };
  const until = async (isSo: () => Promise<boolean>, what: string): Promise<void> => {
    const deadline = performance.now() + WITHIN_MS;
    while (!(await isSo())) {
      if (performance.now() > deadline) throw new Error(`it never came to: ${what}`);
      await delay(LOOKS_EVERY_MS);
    }
  };

  return {
    async start(workflow, ...args) {
      started.handle = await client.workflow.start(workflow, {
        workflowId,
        taskQueue,
        args: [...args],
      });
    },
    async startWithSignal(workflow, signal, ...args) {
      await client.workflow.signalWithStart(workflow, {
        ...{ workflowId, taskQueue, signal, signalArgs: [...args], args: [] },
      });
      const { runId } = await handle.describe();
      started.handle = { ...handle, firstExecutionRunId: runId } as typeof started.handle & {};
    },
    signal: (name, ...args) => handle.signal(name, ...args),
    async update(updateId, name, ...args) {
      updates.push(
        handle.executeUpdate(name, { updateId, args: [...args] as [] }).then(
          (answer) => void outcomes.push(`${updateId} answered ${JSON.stringify(answer)}`),
          (error: unknown) => void outcomes.push(`${updateId} failed ${typeOf(error)}`),
        ),
      );
      await delay(LOOKS_EVERY_MS);
    },
    async cancel() {
      await handle.cancel();
    },
    async reset(to) {
      const { runId } = await handle.describe();
      const pointsOfRun = async () => {
        const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
        return (events ?? []).filter((e) => e.workflowTaskCompletedEventAttributes);
      };
      // On a slow machine what was sent last may not be heard yet.
      const isHeard = async (): Promise<boolean> => {
        const tasks =
          (await runs()).at(-1)?.events.filter(({ type }) => type.startsWith(TASK)) ?? [];
        return tasks.length > 0 && !UNDER_WAY.has(tasks.at(-1)?.type ?? '');
      };
      await until(isHeard, 'a task that is done');
      const points = await pointsOfRun();
      const point = to === 'first' ? points[0] : points.at(-1);
      const next = await client.workflowService.resetWorkflowExecution({
        namespace: client.options.namespace,
        workflowExecution: { workflowId, runId },
        reason: 'a story',
        requestId: randomUUID(),
        workflowTaskFinishEventId: point?.eventId ?? null,
      });
      resets.set(runId, next.runId);
    },
    query: (name) => handle.query(name),
    async stopWorker() {
      await worker?.stop();
      worker = undefined;
    },
    async startWorker() {
      worker ??= await makeWorker();
    },
    sleep: (ms) => delay(ms),
    saw: (line) =>
      until(
        async () => linesOf((await runs()).at(-1)?.events ?? []).some((l) => l.startsWith(line)),
        line,
      ),
    sawTaskStart: () =>
      until(
        async () => (await runs()).at(-1)?.events.at(-1)?.type === 'WorkflowTaskStarted',
        'a task',
      ),
    sawAnswers: (count) => until(async () => outcomes.length >= count, `answer ${count}`),
    sawRun: (count) => until(async () => (await runs()).length >= count, `run ${count}`),
    sawActivity: (is) =>
      until(async () => {
        const { raw } = await handle.describe();
        const [activity] = raw.pendingActivities ?? [];
        return is === 'started'
          ? Number(activity?.state) === STARTED
          : (activity?.attempt ?? 1) > 1;
      }, `an activity ${is}`),
    async trace() {
      await until(async () => (await runs()).at(-1)?.answer !== undefined, 'an end');
      await Promise.all(updates);
      const lines = (await runs()).flatMap(({ events, answer, nextRunId }, index) => [
        ...linesOf(events),
        `run ${index + 1} answers ${answer ?? (nextRunId === undefined ? '' : 'nothing')}`,
      ]);
      return [...lines, ...outcomes];
    },
    async [Symbol.asyncDispose]() {
      await worker?.stop();
    },
  };
}

function typeOf(error: unknown): string {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : error;
  if (cause instanceof ApplicationFailure) return cause.type ?? cause.message;
  return cause instanceof Error ? cause.constructor.name : String(cause);
}
