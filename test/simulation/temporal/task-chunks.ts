import type { RetryState } from '@temporalio/common';

import type { Job } from './commands.ts';
import { activityFailure, type Failure } from './failure.ts';
import type { EventType, HistoryEvent } from './history.ts';
import { RESET } from './reset.ts';
import type { SentUpdate } from './updates.ts';

/** One workflow task as history tells it: what it brought, and what was asked for in answer. */
export interface TaskChunk {
  /** Id of the event with which a worker took it: the length of the history that it saw. */
  readonly startedId: number;
  readonly now: number;
  readonly jobs: readonly Job[];
  /** The events that its commands became; undefined for the task that is under way. */
  readonly answer: readonly HistoryEvent[] | undefined;
  /** It was another run's, before the workflow was reset: run ids in it are not this one's. */
  readonly isCopied?: true;
}

type EventOf<T extends EventType> = Extract<HistoryEvent, { type: T }>;

/** The events that commands become, by type. */
const COMMAND_EVENTS: ReadonlySet<EventType> = new Set<EventType>([
  'ActivityTaskScheduled',
  'ActivityTaskCancelRequested',
  'TimerStarted',
  'TimerCanceled',
  'UpsertWorkflowSearchAttributes',
  'MarkerRecorded',
  'WorkflowExecutionUpdateAccepted',
  'WorkflowExecutionUpdateCompleted',
  'WorkflowExecutionCompleted',
  'WorkflowExecutionFailed',
  'WorkflowExecutionCanceled',
  'WorkflowExecutionContinuedAsNew',
]);

/** Cuts a history into its workflow tasks, from the event after `since` on. Tasks that failed or timed out are part of the next. */
export function taskChunks(
  events: readonly HistoryEvent[],
  since: number,
  live: readonly SentUpdate[],
): readonly TaskChunk[] {
  const chunks: TaskChunk[] = [];
  const copied = events.findLastIndex((e) => e.type === 'WorkflowTaskFailed' && e.cause === RESET);
  let brought: HistoryEvent[] = [];
  for (let index = since; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined) break;
    if (event.type !== 'WorkflowTaskStarted') {
      if (!COMMAND_EVENTS.has(event.type)) brought.push(event);
      continue;
    }
    const isLast = index === events.length - 1;
    if (!isLast && events[index + 1]?.type !== 'WorkflowTaskCompleted') continue;
    const answer = isLast ? undefined : answerAfter(events, index + 1);
    const one = chunk(events, event, brought, answer, live);
    chunks.push(index < copied ? { ...one, isCopied: true } : one);
    brought = [];
  }
  return chunks;
}

function answerAfter(events: readonly HistoryEvent[], from: number): readonly HistoryEvent[] {
  const answer: HistoryEvent[] = [];
  for (let index = from; index < events.length; index += 1) {
    const event = events[index];
    if (event === undefined || event.type === 'WorkflowTaskStarted') break;
    if (COMMAND_EVENTS.has(event.type)) answer.push(event);
  }
  return answer;
}

function chunk(
  events: readonly HistoryEvent[],
  started: HistoryEvent,
  brought: readonly HistoryEvent[],
  answer: readonly HistoryEvent[] | undefined,
  live: readonly SentUpdate[],
): TaskChunk {
  // What was accepted in a task was brought by it, and so were the patches that it knew.
  const accepted = (answer ?? []).filter((e) => e.type === 'WorkflowExecutionUpdateAccepted');
  const patches = (answer ?? []).filter((e) => e.type === 'MarkerRecorded');
  const updates: readonly SentUpdate[] = answer === undefined ? live : accepted;
  return {
    startedId: started.id,
    now: started.at,
    jobs: [
      ...patches.map(({ patchId }) => ({ job: 'has-patch', patchId }) as const),
      ...brought.flatMap((event) => jobsOf(event, events)),
      ...updates.map(
        ({ updateId, name, args }) => ({ job: 'update', updateId, name, args }) as const,
      ),
    ],
    answer,
  };
}

function jobsOf(event: HistoryEvent, events: readonly HistoryEvent[]): readonly Job[] {
  switch (event.type) {
    case 'WorkflowExecutionStarted':
      return [{ job: 'start', args: event.args }];
    case 'WorkflowExecutionSignaled':
      return [{ job: 'signal', name: event.name, args: event.args }];
    case 'WorkflowExecutionCancelRequested':
      return [{ job: 'cancel-workflow' }];
    case 'TimerFired':
      return [{ job: 'fire-timer', seq: Number(event.timerId) }];
    case 'ActivityTaskCompleted': {
      const seq = Number(scheduledOf(event, events).activityId);
      return [{ job: 'resolve-activity', seq, result: { completed: event.result } }];
    }
    case 'ActivityTaskFailed':
    case 'ActivityTaskTimedOut':
      return [failed(event.failure, event.retryState, scheduledOf(event, events))];
    case 'ActivityTaskCanceled':
      return [failed(event.failure, 'CANCEL_REQUESTED', scheduledOf(event, events))];
    default:
      return [];
  }
}

function failed(
  failure: Failure,
  retryState: RetryState,
  { activityType, activityId }: EventOf<'ActivityTaskScheduled'>,
): Job {
  const wrapped = activityFailure(failure, activityType, activityId, retryState);
  return { job: 'resolve-activity', seq: Number(activityId), result: { failed: wrapped } };
}

function scheduledOf(
  { scheduled }: { readonly scheduled: number },
  events: readonly HistoryEvent[],
): EventOf<'ActivityTaskScheduled'> {
  const event = events[scheduled - 1];
  if (event?.type !== 'ActivityTaskScheduled') throw new TypeError(`no activity at ${scheduled}`);
  return event;
}
