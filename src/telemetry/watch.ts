import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/worker';

import { grpcStatus } from '../client/grpc-status.ts';
import { pollersOf, WORKFLOW_TASKS } from '../client/pollers.ts';
import { reach } from '../client/reach.ts';
import { isFirstToList } from '../client/worker-identity.ts';
import { TASK_QUEUE } from '../contract/names.ts';

import type { Measures } from './meter.ts';
import type { Readiness } from './readiness.ts';
import { StayGauges } from './stay-gauges.ts';
import { openStays } from './stays-listed.ts';

/** What a worker watches beside its work. */
export interface Watch {
  readonly client: Client;
  readonly measures: Measures;
  readonly log: Logger;
  readonly readiness: Readiness;
  /** Under which it polls. */
  readonly identity: string;
  readonly quietPeriodMs: number;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

const EVERY_MS = 15_000;
/** Longer than it ever takes, and shorter than from one look to the next. */
const TEMPORAL_ANSWERS_WITHIN_MS = 10_000;

/** Looks every 15 seconds, and at once, how the worker and the stays are doing. Answers how to stop that. */
export function startWatching(watch: Watch): () => void {
  const gauges = new StayGauges(watch.measures, watch.quietPeriodMs);
  const lookAtReadiness = readinessTeller(watch);
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    await lookAtReadiness();
    await lookAtStays(watch, gauges).catch((error: unknown) => {
      watch.log.warn('The stays could not be listed', { why: statusIn(error), error });
    });
    isLooking = false;
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  timer.unref();
  void look();
  return () => clearInterval(timer);
}

/** Looks whether the worker is of use, for the gauge; the log says so when that changes. */
function readinessTeller({ client, log, readiness, measures }: Watch): () => Promise<void> {
  let last: string | undefined;
  return async () => {
    const [isThere] = await Promise.all([isTemporalThere(client), readiness.askSeam()]);
    readiness.noteTemporal(isThere);
    const why = await readiness.whyNot();
    measures.set('nightlatch_worker_ready', why === undefined ? 1 : 0, {});
    if (why === last) return;
    if (why === undefined) log.info('The worker is ready again');
    else log.warn('The worker is not ready', { why });
    last = why;
  };
}

/** Whether Temporal answers what it has to look up in its database: without that no stay goes on. */
function isTemporalThere(client: Client): Promise<boolean> {
  return reach(client, TEMPORAL_ANSWERS_WITHIN_MS).then(
    () => true,
    () => false,
  );
}

/** Of all workers that poll, one lists the stays: once for all of them. */
async function lookAtStays(
  { client, measures, identity, clock }: Watch,
  gauges: StayGauges,
): Promise<void> {
  const { workflowService, options } = client;
  const { namespace } = options;
  const queue = { namespace, taskQueue: TASK_QUEUE, kind: WORKFLOW_TASKS } as const;
  const pollers = await client.withDeadline(clock() + TEMPORAL_ANSWERS_WITHIN_MS, () =>
    pollersOf(workflowService, queue, clock()),
  );
  const isListing = isFirstToList(
    identity,
    pollers.map((poller) => poller.identity),
  );
  const stays = isListing ? await openStays(client) : [];
  const now = clock();
  gauges.show(stays, now);
  if (isListing) measures.set('nightlatch_stays_listed_timestamp_seconds', now / 1_000, {});
}

/** With which status Temporal answered, of gRPC; some calls of its client have it in the cause. */
function statusIn(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  const status = grpcStatus(error) ?? grpcStatus(cause);
  return status === undefined ? undefined : `gRPC status ${status}`;
}
