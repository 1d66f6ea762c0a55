/**
 * Stands in for `@temporalio/activity` where the simulation runs: what an attempt may know of itself,
 * how it tells how far it has come, and how it learns that it is to stop.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

import type { StartedActivity } from './activity-tasks.ts';
import { fromPayload, toPayload } from './payload.ts';

/** What the worker does for an attempt. */
export interface AttemptHost {
  beat(progress: string | undefined): void;
}

const attempts = new AsyncLocalStorage<Context>();

export class Context {
  readonly info: {
    readonly attempt: number;
    readonly activityId: string;
    readonly activityType: string;
    readonly startToCloseTimeoutMs: number;
    readonly scheduledTimestampMs: number;
    readonly currentAttemptScheduledTimestampMs: number;
    readonly heartbeatDetails: unknown;
  };
  readonly #controller = new AbortController();
  readonly #host: AttemptHost;

  constructor(started: StartedActivity, host: AttemptHost) {
    const { attempt, activityId, activityType, startToCloseMs } = started;
    const { scheduledAt, dueAt, heartbeat } = started;
    this.#host = host;
    this.info = {
      attempt,
      activityId,
      activityType,
      startToCloseTimeoutMs: startToCloseMs,
      scheduledTimestampMs: scheduledAt,
      currentAttemptScheduledTimestampMs: dueAt,
      heartbeatDetails: fromPayload(heartbeat),
    };
  }

  get cancellationSignal(): AbortSignal {
    return this.#controller.signal;
  }

  heartbeat(progress: unknown): void {
    this.#host.beat(toPayload(progress));
  }

  /** The server has said that the attempt is to stop. */
  cancel(reason: Error): void {
    this.#controller.abort(reason);
  }

  static current(): Context {
    const context = attempts.getStore();
    if (context === undefined) throw new TypeError('Activity context not initialized');
    return context;
  }
}

/** Runs an activity in the context of its attempt. */
export function inContext<T>(context: Context, run: () => T): T {
  return attempts.run(context, run);
}

/** The attempt whose code is running, if it is an activity's. */
export function maybeContext(): Context | undefined {
  return attempts.getStore();
}
