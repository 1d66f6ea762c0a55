import { asyncLocalStorage, type Context } from '@temporalio/activity';
import type { ActivityInterceptorsFactory, Logger } from '@temporalio/worker';

import type { Answered } from '../seam/connection.ts';

import type { Measures } from './meter.ts';

/** Measures how long each attempt of an activity waited for a worker. `clock` is epoch milliseconds. */
export function timeInQueue(measures: Measures, clock: () => number): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      execute(input, next) {
        const waitedMs = clock() - info.currentAttemptScheduledTimestampMs;
        const labels = { queue: info.taskQueue };
        measures.record('nightlatch_queue_seconds', Math.max(0, waitedMs) / 1_000, labels);
        return next(input);
      },
    },
  });
}

/** Counts each request to Seam, and logs it with the step that sent it. */
export function requestsToSeam(measures: Measures, log: Logger): (answered: Answered) => void {
  return (answered) => {
    const { route, outcome } = answered;
    measures.count('nightlatch_seam_requests_total', { route, outcome });
    // That something is not there is what many a step wants to hear.
    const level = answered.status === 404 ? 'debug' : LEVELS[outcome];
    log[level]('A request to Seam', { ...attemptOf(asyncLocalStorage.getStore()), ...answered });
  };
}

/** What is part of a step's work is told where somebody looks for it: its step says what became of it. */
const LEVELS: Record<Answered['outcome'], 'debug' | 'info' | 'warn'> = {
  answered: 'debug',
  'not-sent': 'debug',
  rejected: 'info',
  'rate-limited': 'info',
  unavailable: 'warn',
  'key-refused': 'warn',
};

function attemptOf(context: Context | undefined): Readonly<Record<string, unknown>> {
  if (context === undefined) return {};
  const { activityType: step, attempt, workflowExecution, taskQueue } = context.info;
  return { step, attempt, taskQueue, ...workflowExecution };
}
