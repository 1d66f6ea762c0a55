import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';

import {
  createActivities,
  createPlanning,
  createRunSteps,
  createSurveys,
  createTemporalSteps,
} from '../activities/index.ts';

import type { LogLevel, SeamConfig, TemporalConfig } from './config.ts';
import { SEAM_TASK_QUEUE, TASK_QUEUE } from './contract/names.ts';
import { listingsFrom, loadListings } from './listings/load-listings.ts';
import { connectSeam } from './seam/seam-http.ts';
import { workerConversion, type WorkerConversion } from './worker/encryption.ts';
import { type HealthServer, serveHealth } from './worker/health-server.ts';
import { workerLog } from './worker/log.ts';
import { pinTagger } from './worker/pin-tag.ts';
import { recallRecord } from './worker/recall.ts';
import { stayRuns } from './worker/stay-runs.ts';
import { stepsInTemporal } from './worker/steps-in-temporal.ts';
import { STICKY_WITHIN_MS } from './worker/sticky.ts';

/** Everything that a worker is told from outside. */
export interface WorkerConfig {
  readonly temporal: Pick<TemporalConfig, 'connection' | 'namespace'>;
  readonly seam: SeamConfig;
  readonly listingsPath: string;
  /** Between the two proofs of absence. */
  readonly quietPeriodMs: number;
  /** Seam steps started per second, all workers together. */
  readonly seamRate: number;
  readonly logLevel: LogLevel;
  /** The key ring file; without it payloads are in clear. */
  readonly payloadKeysPath?: string;
  /** Serves health there; 0 picks a free port, undefined serves nothing. */
  readonly port?: number;
}

/** A worker that polls. */
export interface RunningWorker {
  /** Where its health is served. */
  readonly port?: number;
  /** Resolves when it has stopped; rejects if it failed. */
  readonly done: Promise<void>;
  /** Lets it finish what it does, for 5 seconds at most. */
  stop(): void;
}

const GRACE_MS = 5_000;
const FORCE_MS = 8_000;

/**
 * Starts a worker of both queues: the stays, and the Seam steps at their rate. The search attributes
 * must be registered, or every workflow task would fail. One at a time in a process, since Temporal's
 * runtime and its log belong to the process; signals are left to the caller.
 *
 * @throws PortError, ListingsFileError, KeyRingError and what Temporal's own connection and workers throw; nothing
 * of it runs on then
 */
export async function startWorker(config: WorkerConfig): Promise<RunningWorker> {
  await loadListings(config.listingsPath);
  const workers: Worker[] = [];
  const isReady = (): boolean =>
    workers.length > 0 && workers.every((worker) => worker.getState() === 'RUNNING');
  // First of all: it is the quickest to fail, and a probe may ask while the rest is being prepared.
  const health = config.port === undefined ? undefined : await serveHealth(config.port, isReady);
  let connection: NativeConnection | undefined;
  try {
    const logger = workerLog(config.logLevel);
    Runtime.install({ logger, shutdownSignals: [] });
    const { namespace } = config.temporal;
    const conversion = workerConversion(config.payloadKeysPath, namespace, logger);
    connection = await NativeConnection.connect(config.temporal.connection);
    for (const options of workersOf(config, connection, conversion))
      workers.push(await Worker.create(options));
  } catch (error) {
    health?.close();
    // A worker lets go of its connection only after it has run.
    for (const worker of workers) await worker.runUntil(Promise.resolve());
    await connection?.close();
    throw error;
  }
  return start(workers, connection, health);
}

/** The stays' worker and the Seam steps'. */
function workersOf(
  config: WorkerConfig,
  connection: NativeConnection,
  conversion: WorkerConversion,
): readonly WorkerOptions[] {
  const { namespace } = config.temporal;
  const { client: dataConverter, tasks } = conversion;
  const client = new Client({ connection, namespace, ...(dataConverter && { dataConverter }) });
  const runs = stayRuns(client);
  const means = {
    seam: connectSeam(config.seam),
    clock: Date.now,
    listings: listingsFrom(config.listingsPath),
    recall: (run: { readonly workflowId: string; readonly runId: string }) =>
      recallRecord(client, run),
    runs,
    temporal: stepsInTemporal(client),
    knownStays: (reservationIds: readonly string[]) => runs.known(reservationIds),
    quietPeriodMs: config.quietPeriodMs,
    tagOf: pinTagger(config.seam.apiKey),
  };
  const common = {
    connection,
    namespace,
    shutdownGraceTime: GRACE_MS,
    shutdownForceTime: FORCE_MS,
    ...(tasks && { dataConverter: tasks }),
  };
  return [
    {
      ...common,
      ...workflowSource(tasks),
      taskQueue: TASK_QUEUE,
      stickyQueueScheduleToStartTimeout: STICKY_WITHIN_MS,
      activities: {
        ...createPlanning(means),
        ...createRunSteps(means),
        ...createTemporalSteps(means),
      },
    },
    {
      ...common,
      taskQueue: SEAM_TASK_QUEUE,
      activities: { ...createActivities(means), ...createSurveys(means) },
      maxTaskQueueActivitiesPerSecond: config.seamRate,
    },
  ];
}

function start(
  workers: readonly Worker[],
  connection: NativeConnection,
  health: HealthServer | undefined,
): RunningWorker {
  const stop = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // One that fails takes the other along: half a worker looks healthy and is not.
  const work = async (): Promise<void> => {
    try {
      await Promise.all(workers.map((worker) => worker.run().finally(stop)));
    } finally {
      health?.close();
      await connection.close();
    }
  };
  const done = work();
  return { done, stop, ...(health === undefined ? {} : { port: health.port }) };
}

/** The bundle that the build made, or the sources in a checkout. */
function workflowSource(
  tasks: DataConverter | undefined,
): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'dataConverter'> {
  // What encodes failures is bundled with the workflows, so there is a bundle of either kind.
  const name = tasks === undefined ? 'workflow-bundle' : 'workflow-bundle-encrypting';
  const bundle = fileURLToPath(new URL(`../${name}.js`, import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return {
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    dataConverter: {
      ...tasks,
      payloadConverterPath: fileURLToPath(new URL('codec/payload-converter.ts', import.meta.url)),
    },
  };
}
