import { defaultPayloadConverter } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { temporal } from '@temporalio/proto';

import type { PlainEvent } from './event-line.ts';

/** One run as a server tells it. */
export interface ServerRun {
  readonly events: readonly PlainEvent[];
  /** What it ended with; undefined while it is open or if another run goes on. */
  readonly answer: string | undefined;
  readonly nextRunId: string | undefined;
}

type ServerEvent = NonNullable<History['events']>[number];

const { EventType, RetryState } = temporal.api.enums.v1;

/** Reads a server's history into what is compared of it. */
export function plainHistory(history: History): ServerRun {
  const all = history.events ?? [];
  // The version of a patch is shown to lists of runs; it says what the patch's own marker says.
  const events = all.filter((event) => !isVersionUpsert(event)).map(plain);
  const last = all.at(-1);
  return {
    events,
    answer: last && answerOf(last),
    nextRunId: last?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId ?? undefined,
  };
}

function plain(event: ServerEvent): PlainEvent {
  const type = typeOf(event);
  const about =
    event.activityTaskScheduledEventAttributes?.activityType?.name ??
    attemptOf(event) ??
    retryStateOf(event) ??
    event.workflowExecutionSignaledEventAttributes?.signalName ??
    event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.input?.name ??
    event.workflowExecutionUpdateAdmittedEventAttributes?.request?.input?.name ??
    upsertedOf(event);
  return about ? { type, about } : { type };
}

/** `EVENT_TYPE_ACTIVITY_TASK_STARTED` as people read it: `ActivityTaskStarted`. */
function typeOf({ eventType }: ServerEvent): string {
  const words =
    EventType[eventType ?? 0]?.replace('EVENT_TYPE_', '').toLowerCase().split('_') ?? [];
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function attemptOf({
  activityTaskStartedEventAttributes: started,
}: ServerEvent): string | undefined {
  return started ? `attempt ${started.attempt ?? 1}` : undefined;
}

function retryStateOf(event: ServerEvent): string | undefined {
  const {
    activityTaskFailedEventAttributes: failed,
    activityTaskTimedOutEventAttributes: timedOut,
  } = event;
  const state = failed?.retryState ?? timedOut?.retryState;
  return state === undefined || state === null
    ? undefined
    : RetryState[state]?.replace('RETRY_STATE_', '');
}

function upsertedOf(event: ServerEvent): string | undefined {
  const upsert = event.upsertWorkflowSearchAttributesEventAttributes;
  return upsert ? Object.keys(upsert.searchAttributes?.indexedFields ?? {}).join() : undefined;
}

function isVersionUpsert(event: ServerEvent): boolean {
  return upsertedOf(event) === 'TemporalChangeVersion';
}

function answerOf(event: ServerEvent): string | undefined {
  const completed = event.workflowExecutionCompletedEventAttributes;
  const [payload] = completed?.result?.payloads ?? [];
  if (completed)
    return payload ? JSON.stringify(defaultPayloadConverter.fromPayload(payload)) : 'nothing';
  const failed = event.workflowExecutionFailedEventAttributes?.failure;
  if (failed) return `failed ${failed.applicationFailureInfo?.type ?? ''}`;
  return event.workflowExecutionCanceledEventAttributes ? 'nothing' : undefined;
}
