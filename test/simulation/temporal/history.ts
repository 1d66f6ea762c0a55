import type { RetryState } from '@temporalio/common';

import type { Failure } from './failure.ts';
import type { Payload } from './payload.ts';

/** How an activity is to be run, as the server was told. Milliseconds. */
export interface ActivityTerms {
  /** Nobody but a worker of that queue takes it; the workflow's own queue if it is left out. */
  readonly taskQueue: string | undefined;
  readonly startToCloseMs: number | undefined;
  readonly scheduleToCloseMs: number | undefined;
  readonly scheduleToStartMs?: number | undefined;
  /** The attempt is over when its worker has told nothing for so long. */
  readonly heartbeatMs?: number | undefined;
  readonly initialIntervalMs: number;
  readonly backoffCoefficient: number;
  readonly maximumIntervalMs: number;
  readonly maximumAttempts: number;
  readonly nonRetryableTypes: readonly string[];
  readonly summary: string;
  /** 1 comes first where attempts wait in a queue. */
  readonly priority: number;
}

/** A search attribute as it is shown; `value` is JSON, or nothing where it was taken off. */
export interface ShownAttribute {
  readonly name: string;
  readonly type: string;
  readonly value: Payload;
}

/** How a run is started. */
export interface StartOf {
  readonly workflowType: string;
  readonly args: readonly Payload[];
  readonly attributes: readonly ShownAttribute[];
  readonly continuedFrom?: string;
}

/** What an event says, by Temporal's own names of the event types. */
export type EventBody =
  | ({ readonly type: 'WorkflowExecutionStarted' } & StartOf)
  | { readonly type: 'WorkflowTaskScheduled' }
  | { readonly type: 'WorkflowTaskStarted' }
  | { readonly type: 'WorkflowTaskCompleted' }
  | { readonly type: 'WorkflowTaskFailed'; readonly cause: string }
  | { readonly type: 'WorkflowTaskTimedOut'; readonly timeout: string }
  | {
      readonly type: 'ActivityTaskScheduled';
      readonly activityId: string;
      readonly activityType: string;
      readonly args: readonly Payload[];
      readonly terms: ActivityTerms;
    }
  | { readonly type: 'ActivityTaskStarted'; readonly scheduled: number; readonly attempt: number }
  | { readonly type: 'ActivityTaskCompleted'; readonly scheduled: number; readonly result: Payload }
  | {
      readonly type: 'ActivityTaskFailed' | 'ActivityTaskTimedOut';
      readonly scheduled: number;
      readonly failure: Failure;
      readonly retryState: RetryState;
    }
  | { readonly type: 'ActivityTaskCanceled'; readonly scheduled: number; readonly failure: Failure }
  | { readonly type: 'ActivityTaskCancelRequested'; readonly scheduled: number }
  | {
      readonly type: 'TimerStarted';
      readonly timerId: string;
      readonly ms: number;
      readonly summary: string;
    }
  | { readonly type: 'TimerFired'; readonly timerId: string }
  | { readonly type: 'TimerCanceled'; readonly timerId: string }
  | {
      readonly type: 'WorkflowExecutionSignaled';
      readonly name: string;
      readonly args: readonly Payload[];
    }
  /** One that another run had accepted, before it was reset. */
  | {
      readonly type: 'WorkflowExecutionUpdateAdmitted';
      readonly updateId: string;
      readonly name: string;
      readonly args: readonly Payload[];
    }
  | {
      readonly type: 'WorkflowExecutionUpdateAccepted';
      readonly updateId: string;
      readonly name: string;
      readonly args: readonly Payload[];
      /** It was admitted before; a server does not say again then what it asks for. */
      readonly isAdmitted?: true;
    }
  | {
      readonly type: 'WorkflowExecutionUpdateCompleted';
      readonly updateId: string;
      readonly outcome: UpdateOutcome;
    }
  | {
      readonly type: 'UpsertWorkflowSearchAttributes';
      readonly attributes: readonly ShownAttribute[];
    }
  | { readonly type: 'MarkerRecorded'; readonly patchId: string }
  | { readonly type: 'WorkflowExecutionCancelRequested' }
  | { readonly type: 'WorkflowExecutionTerminated'; readonly reason?: 'reset' }
  | { readonly type: 'WorkflowExecutionCompleted'; readonly result: Payload }
  | { readonly type: 'WorkflowExecutionFailed'; readonly failure: Failure }
  | { readonly type: 'WorkflowExecutionCanceled' }
  | {
      readonly type: 'WorkflowExecutionContinuedAsNew';
      readonly workflowType: string;
      readonly args: readonly Payload[];
      readonly newRunId: string;
    };

export type EventType = EventBody['type'];

/** One event of a run; ids count from 1. */
export type HistoryEvent = EventBody & { readonly id: number; readonly at: number };

/** How an update ended. */
export type UpdateOutcome = { readonly result: Payload } | { readonly failure: Failure };
