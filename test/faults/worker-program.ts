import { Context } from '@temporalio/activity';
import { Client } from '@temporalio/client';
import { NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { z } from 'zod';

import { createActivities, createPlanning, createTemporalSteps } from '../../activities/index.ts';
import { reservationIdOf, SEAM_TASK_QUEUE, TASK_QUEUE } from '../../src/contract/names.ts';
import { listingsFrom } from '../../src/listings/load-listings.ts';
import type { Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { workerLog } from '../../src/telemetry/log.ts';
import { pinTagger } from '../../src/worker/pin-tag.ts';
import { recallRecord } from '../../src/worker/recall.ts';
import { stepsInTemporal } from '../../src/worker/steps-in-temporal.ts';

import { apiKeyOf } from './api-key.ts';

// A worker as src/worker.ts composes it, but for one thing: each stay has a Seam workspace of its
// own, so that many cells share a process and no fault or door is another cell's.

const settings = z
  .object({
    address: z.string(),
    namespace: z.string(),
    endpoint: z.string(),
    listingsPath: z.string(),
    bundlePath: z.string(),
    quietPeriodMs: z.number(),
    work: z.enum(['stays', 'steps', 'both']),
  })
  .parse(JSON.parse(process.argv[2] ?? ''));

const { namespace, listingsPath, quietPeriodMs, work } = settings;
Runtime.install({ logger: workerLog('error'), shutdownSignals: [] });
const connection = await NativeConnection.connect({ address: settings.address });
const client = new Client({ connection, namespace });
const common = { connection, namespace };
const workers: Worker[] = [];
if (work !== 'steps') {
  const workflowBundle = { codePath: settings.bundlePath };
  const activities = {
    ...createTemporalSteps({ temporal: stepsInTemporal(client), clock: Date.now }),
    ...createPlanning({
      clock: Date.now,
      listings: listingsFrom(listingsPath),
      recall: (run) => recallRecord(client, run),
      quietPeriodMs,
    }),
  };
  workers.push(
    await Worker.create({ ...common, taskQueue: TASK_QUEUE, workflowBundle, activities }),
  );
}
if (work !== 'stays') {
  const activities = createActivities({
    seam: seamOfEachStay(settings.endpoint),
    clock: Date.now,
    tagOf: pinTagger('seam_matrix'),
  });
  workers.push(await Worker.create({ ...common, taskQueue: SEAM_TASK_QUEUE, activities }));
}
const running = Promise.all(workers.map((worker) => worker.run()));
process.stdout.write('ready\n');
await running;

/** Seam, with the API key of the stay whose step asks. */
function seamOfEachStay(endpoint: string): Seam {
  const known = new Map<string, Seam>();
  const ofThisStay = (): Seam => {
    const workflowId = Context.current().info.workflowExecution?.workflowId ?? '';
    const seam = known.get(workflowId) ?? connectSeam({ apiKey: keyOf(workflowId), endpoint });
    known.set(workflowId, seam);
    return seam;
  };
  return new Proxy({} as Seam, {
    get: (_none, method) => Reflect.get(ofThisStay(), method) as unknown,
  });
}

function keyOf(workflowId: string): string {
  const reservationId = reservationIdOf(workflowId);
  if (reservationId === undefined) throw new TypeError(`${workflowId} is not a stay`);
  return apiKeyOf(reservationId);
}
