import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { getHeapStatistics } from 'node:v8';

import { Client } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';

import {
  createActivities,
  createAnnouncing,
  createDeliveries,
  createPlanning,
  createRunSteps,
  createSurveys,
  createTemporalSteps,
} from '../activities/index.ts';

import { workerIdentity } from './client/worker-identity.ts';
import type { LogLevel, SeamConfig, TemporalConfig } from './config.ts';
import { SEAM_TASK_QUEUE, TASK_QUEUE, WEBHOOKS_TASK_QUEUE } from './contract/names.ts';
import { type Listings, listingsFrom, loadListings } from './listings/load-listings.ts';
import type { Answered } from './seam/connection.ts';
import type { Seam } from './seam/port.ts';
import { connectSeam } from './seam/seam-http.ts';
import { metricsExporter } from './telemetry/exporter.ts';
import { type Readiness, readinessOf } from './telemetry/readiness.ts';
import { requestsToSeam, timeInQueue } from './telemetry/steps.ts';
import { startTelemetry, type Telemetry } from './telemetry/telemetry.ts';
import { startWatching } from './telemetry/watch.ts';
import type { Endpoint } from './webhooks/endpoint.ts';
import { resolveBySystem } from './webhooks/resolve.ts';
import { endpointsFrom, loadEndpoints } from './webhooks/webhooks-file.ts';
import { announcers } from './worker/announcers.ts';
import { bundledWorkflows } from './worker/bundled-workflows.ts';
import { cachedStays } from './worker/cached-stays.ts';
import { workerConversion, type WorkerConversion } from './worker/encryption.ts';
import { type HealthServer, serveHealth } from './worker/health-server.ts';
import { LIFE_SIGN_EVERY_MS, lifeSigns } from './worker/life-signs.ts';
import { pinTagger } from './worker/pin-tag.ts';
import { recallRecord } from './worker/recall.ts';
import { stayRuns } from './worker/stay-runs.ts';
import { stepsInTemporal } from './worker/steps-in-temporal.ts';
import { STICKY_WITHIN_MS } from './worker/sticky.ts';
import { eventSender, knownEndpoints } from './worker/webhooks.ts';

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
  /** The webhooks file; without it nobody is told of events. */
  readonly webhooksPath?: string;
  /** As whom it sends events, such as "nightlatch/1.0.0". */
  readonly userAgent?: string;
  /** Serves health and metrics there; 0 picks a free port, undefined serves nothing. */
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

const MB = 1_048_576;
const GRACE_MS = 5_000;
const FORCE_MS = 8_000;
const MOST_DELIVERIES = 200;

/**
 * Starts a worker of both queues: the stays, and the Seam steps at their rate. The search attributes
 * must be registered, or every workflow task would fail. One at a time in a process, since Temporal's
 * runtime and its log belong to the process; signals are left to the caller.
 *
 * @throws PortError, ListingsFileError, WebhooksFileError, KeyRingError and what Temporal's own connection and workers throw; nothing
 * of it runs on then
 */
export async function startWorker(config: WorkerConfig): Promise<RunningWorker> {
  await loadListings(config.listingsPath);
  if (config.webhooksPath !== undefined) await loadEndpoints(config.webhooksPath);
  const workers: Worker[] = [];
  const isPolling = (): boolean =>
    workers.length > 0 && workers.every((worker) => worker.getState() === 'RUNNING');
  const exporter = config.port === undefined ? undefined : await metricsExporter();
  const listeners: ((answered: Answered) => void)[] = [];
  const onAnswer = (answered: Answered): void =>
    listeners.forEach((listener) => listener(answered));
  const seam = connectSeam({ ...config.seam, onAnswer });
  const listings = listingsFrom(config.listingsPath);
  const readiness = readinessOf({ isPolling, seam, listings, clock: Date.now });
  listeners.push((answered) => readiness.noteAnswer(answered));
  // First of all: it is the quickest to fail, and a probe may ask while the rest is being prepared.
  const health =
    exporter &&
    (await serveHealth(config.port ?? 0, {
      whyNotReady: () => readiness.whyNot(),
      metrics: () => exporter.read(),
    }));
  let connection: NativeConnection | undefined;
  try {
    const telemetry = startTelemetry(config.logLevel, exporter);
    const { namespace } = config.temporal;
    const conversion = workerConversion(config.payloadKeysPath, namespace, telemetry.log);
    connection = await NativeConnection.connect(config.temporal.connection);
    const dataConverter = conversion.client;
    const client = new Client({ connection, namespace, ...(dataConverter && { dataConverter }) });
    listeners.push(requestsToSeam(telemetry.measures, telemetry.log));
    const identity = workerIdentity(health?.port);
    const own = { client, conversion, identity };
    const parts = { ...telemetry, ...own, connection, seam, listings, readiness };
    for (const options of workersOf(config, parts)) workers.push(await Worker.create(options));
    return start(workers, connection, health, () => watching(config, parts));
  } catch (error) {
    health?.close();
    // A worker lets go of its connection only after it has run.
    for (const worker of workers) await worker.runUntil(Promise.resolve());
    await connection?.close();
    throw error;
  }
}

/** What both workers share. */
interface Parts extends Telemetry {
  readonly connection: NativeConnection;
  readonly client: Client;
  readonly conversion: WorkerConversion;
  /** As which it polls. */
  readonly identity: string;
  readonly seam: Seam;
  readonly listings: () => Promise<Listings>;
  readonly readiness: Readiness;
}

/** The stays' worker, the Seam steps', and that of the deliveries where there is a webhooks file. */
function workersOf(config: WorkerConfig, parts: Parts): readonly WorkerOptions[] {
  const { connection, identity, client, seam, listings, measures } = parts;
  const { tasks } = parts.conversion;
  const { namespace } = config.temporal;
  const runs = stayRuns(client);
  const webhooks =
    config.webhooksPath === undefined ? undefined : endpointsFrom(config.webhooksPath);
  const means = {
    seam,
    clock: Date.now,
    listings,
    recall: (run: { readonly workflowId: string; readonly runId: string }) =>
      recallRecord(client, run),
    runs,
    temporal: stepsInTemporal(client),
    knownStays: (reservationIds: readonly string[]) => runs.known(reservationIds),
    isAnnounced: async () => webhooks !== undefined && (await isAnybodyTold(webhooks)),
    endpoints: async () => webhooks && knownEndpoints(webhooks),
    announcer: announcers(client),
    quietPeriodMs: config.quietPeriodMs,
    tagOf: pinTagger(config.seam.apiKey),
  };
  const common = {
    connection,
    identity,
    namespace,
    interceptors: { activity: [timeInQueue(measures, Date.now), lifeSigns] },
    maxHeartbeatThrottleInterval: LIFE_SIGN_EVERY_MS,
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
      maxCachedWorkflows: cachedStays(getHeapStatistics().heap_size_limit / MB),
      activities: {
        ...createPlanning(means),
        ...createRunSteps(means),
        ...createTemporalSteps(means),
        ...createAnnouncing(means),
      },
    },
    {
      ...common,
      taskQueue: SEAM_TASK_QUEUE,
      activities: { ...createActivities(means), ...createSurveys(means) },
      maxTaskQueueActivitiesPerSecond: config.seamRate,
    },
    ...(webhooks === undefined ? [] : [{ ...common, ...deliveries(webhooks, config, measures) }]),
  ];
}

/** What sends events: a queue of its own, so that a receiver that is slow delays no step of a stay. */
function deliveries(
  webhooks: () => Promise<readonly Endpoint[]>,
  { userAgent = 'nightlatch' }: WorkerConfig,
  measures: Telemetry['measures'],
): Pick<WorkerOptions, 'taskQueue' | 'activities' | 'maxConcurrentActivityTaskExecutions'> {
  const sender = { userAgent, clock: Date.now, resolve: resolveBySystem };
  const send = eventSender(webhooks, sender, measures);
  return {
    taskQueue: WEBHOOKS_TASK_QUEUE,
    activities: { ...createDeliveries({ clock: Date.now, send }) },
    maxConcurrentActivityTaskExecutions: MOST_DELIVERIES,
  };
}

/** While the file cannot be used, nobody knows: what happens is kept until it can. */
async function isAnybodyTold(webhooks: () => Promise<readonly Endpoint[]>): Promise<boolean> {
  return webhooks().then(
    (endpoints) => endpoints.length > 0,
    () => true,
  );
}

/** Watches what only somebody beside the work can see, where anybody is told of it. */
function watching(
  { port, quietPeriodMs }: WorkerConfig,
  { client, identity, measures, log, readiness }: Parts,
): () => void {
  if (port === undefined) return () => {};
  const clock = Date.now;
  return startWatching({ client, measures, log, readiness, identity, quietPeriodMs, clock });
}

function start(
  workers: readonly Worker[],
  connection: NativeConnection,
  health: HealthServer | undefined,
  watch: () => () => void,
): RunningWorker {
  const stop = (): void => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  // One that fails takes the other along: half a worker looks healthy and is not.
  const work = async (): Promise<void> => {
    const running = workers.map((worker) => worker.run().finally(stop));
    const stopWatching = watch();
    try {
      await Promise.all(running);
    } finally {
      stopWatching();
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
): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'dataConverter' | 'bundlerOptions'> {
  // What encodes failures is bundled with the workflows, so there is a bundle of either kind.
  const name = tasks === undefined ? 'workflow-bundle' : 'workflow-bundle-encrypting';
  const bundle = fileURLToPath(new URL(`../${name}.js`, import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  const { workflowsPath, payloadConverterPath, ...bundlerOptions } = bundledWorkflows();
  return {
    workflowsPath,
    dataConverter: { ...tasks, payloadConverterPath },
    bundlerOptions,
  };
}
