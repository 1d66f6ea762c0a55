import type { Client } from '@temporalio/client';
import type { Logger } from '@temporalio/worker';

import { pollersOf, WORKFLOW_TASKS } from '../client/pollers.ts';
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

/** Looks every 15 seconds, and at once, how the worker and the stays are doing. Answers how to stop that. */
export function startWatching(watch: Watch): () => void {
  const gauges = new StayGauges(watch.measures, watch.quietPeriodMs);
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    await lookAtReadiness(watch);
    await lookAtStays(watch, gauges).catch((error: unknown) => {
      watch.log.warn('The stays could not be listed', { error });
    });
    isLooking = false;
  };
  const timer = setInterval(() => void look(), EVERY_MS);
  timer.unref();
  void look();
  return () => clearInterval(timer);
}

async function lookAtReadiness({ readiness, measures }: Watch): Promise<void> {
  await readiness.askSeam();
  measures.set('nightlatch_worker_ready', (await readiness.whyNot()) === undefined ? 1 : 0, {});
}

/** Of all workers that poll, the first by name lists the stays: once for all of them. */
async function lookAtStays(
  { client, measures, identity, clock }: Watch,
  gauges: StayGauges,
): Promise<void> {
  const { workflowService, options } = client;
  const { namespace } = options;
  const queue = { namespace, taskQueue: TASK_QUEUE, kind: WORKFLOW_TASKS } as const;
  const pollers = await pollersOf(workflowService, queue, clock());
  const others = pollers.map((poller) => poller.identity).filter((other) => other < identity);
  const stays = others.length > 0 ? [] : await openStays(client);
  const now = clock();
  gauges.show(stays, now);
  if (others.length === 0)
    measures.set('nightlatch_stays_listed_timestamp_seconds', now / 1_000, {});
}
