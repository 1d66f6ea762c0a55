import type { ActivityTerms } from './history.ts';

/** What the server takes where no priority is given: the middle of five. */
const PRIORITY_UNSAID = 3;

/** The options of `proxyActivities` that the workflows use; durations in milliseconds. */
export interface ActivityOptions {
  readonly startToCloseTimeout?: number;
  readonly scheduleToCloseTimeout?: number;
  readonly scheduleToStartTimeout?: number;
  readonly heartbeatTimeout?: number;
  readonly taskQueue?: string;
  readonly cancellationType?: string;
  readonly retry?: {
    readonly initialInterval?: number;
    readonly backoffCoefficient?: number;
    readonly maximumInterval?: number;
    readonly maximumAttempts?: number;
    readonly nonRetryableErrorTypes?: readonly string[];
  };
  readonly priority?: { readonly priorityKey?: number };
  readonly summary?: string;
}

/** Fills in what Temporal takes where an option is left out. Options that the simulation does not play are refused. */
export function termsOf(options: ActivityOptions): ActivityTerms {
  const { cancellationType, retry = {} } = options;
  // What the SDK takes where it is left out is not what it says.
  if (cancellationType !== 'WAIT_CANCELLATION_COMPLETED') {
    throw new TypeError(
      `The simulation does not play cancellation type ${cancellationType ?? ''}.`,
    );
  }
  if (options.startToCloseTimeout === undefined && options.scheduleToCloseTimeout === undefined) {
    throw new TypeError('Required either scheduleToCloseTimeout or startToCloseTimeout');
  }
  const initialIntervalMs = retry.initialInterval ?? 1_000;
  return {
    taskQueue: options.taskQueue,
    startToCloseMs: options.startToCloseTimeout,
    scheduleToCloseMs: options.scheduleToCloseTimeout,
    scheduleToStartMs: options.scheduleToStartTimeout,
    heartbeatMs: options.heartbeatTimeout,
    initialIntervalMs,
    backoffCoefficient: retry.backoffCoefficient ?? 2,
    maximumIntervalMs: retry.maximumInterval ?? 100 * initialIntervalMs,
    maximumAttempts: retry.maximumAttempts ?? 0,
    nonRetryableTypes: retry.nonRetryableErrorTypes ?? [],
    summary: options.summary ?? '',
    priority: options.priority?.priorityKey ?? PRIORITY_UNSAID,
  };
}
