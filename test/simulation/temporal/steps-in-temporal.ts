import { ApplicationFailure } from '@temporalio/common';

import type { PendingActivity, StepsInTemporal } from '../../../activities/index.ts';

import { type Failure, fromFailure } from './failure.ts';
import type { Temporal } from './temporal.ts';

/** What the simulated Temporal tells of the steps of its runs. A server that is away tells nothing. */
export function stepsIn(temporal: () => Temporal): StepsInTemporal {
  const reached = (): Temporal => {
    const server = temporal();
    if (!server.isServerUp) throw new Error('Temporal is away.');
    return server;
  };
  return {
    async pendingActivities({ runId }) {
      const run = reached().runs.find((each) => each.runId === runId);
      if (run === undefined) throw new Error(`There is no run ${runId}.`);
      return run.activities.described.map(({ lastFailure, ...told }) => ({
        ...told,
        ...(lastFailure && { lastFailure: readFailure(lastFailure) }),
      }));
    },
    hasPollers: async (taskQueue) => reached().hasPollers(taskQueue),
  };
}

function readFailure(failure: Failure): NonNullable<PendingActivity['lastFailure']> {
  if (failure.timeoutFailureInfo) return 'timed-out';
  const error = fromFailure(failure);
  const { type, details } = error instanceof ApplicationFailure ? error : {};
  return { type: type ?? undefined, details: details ?? [] };
}
