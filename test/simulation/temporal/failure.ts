import {
  CancelledFailure,
  DefaultFailureConverter,
  defaultPayloadConverter,
  ensureTemporalFailure,
  type ProtoFailure,
  type RetryState,
  TimeoutFailure,
} from '@temporalio/common';
import { decodeTimeoutType, encodeRetryState } from '@temporalio/common/lib/failure.js';

/** A failure as it travels and as history keeps it: Temporal's own message, by the SDK's own converter. */
export type Failure = ProtoFailure;

const converter = new DefaultFailureConverter();

/** Puts an error on the wire, as a worker does: what is not Temporal's travels as an application failure. */
export function toFailure(error: unknown): Failure {
  return converter.errorToFailure(ensureTemporalFailure(error), defaultPayloadConverter);
}

/** Takes a failure off the wire. */
export function fromFailure(failure: Failure): Error {
  return converter.failureToError(failure, defaultPayloadConverter);
}

/** What the workflow is told of an activity that did not complete. */
export function activityFailure(
  cause: Failure,
  activityType: string,
  activityId: string,
  retryState: RetryState,
): Failure {
  return {
    message: 'Activity task failed',
    cause,
    activityFailureInfo: {
      activityType: { name: activityType },
      activityId,
      retryState: encodeRetryState(retryState) ?? null,
    },
  };
}

/** Of the timeouts that Temporal knows, those that a stay can meet. */
export type Timeout = 'START_TO_CLOSE' | 'SCHEDULE_TO_CLOSE' | 'SCHEDULE_TO_START' | 'HEARTBEAT';

export function timeoutFailure(type: Timeout, last: Failure | undefined): Failure {
  const failure = toFailure(new TimeoutFailure(`activity ${TITLE[type]} timeout`, undefined, type));
  return last === undefined ? failure : { ...failure, cause: last };
}

export function cancelledFailure(message: string): Failure {
  return toFailure(new CancelledFailure(message));
}

/** Whether Temporal tries again after it; a type that the policy names is for the caller to look at. */
export function isRetryable(failure: Failure): boolean {
  if (failure.canceledFailureInfo || failure.terminatedFailureInfo) return false;
  const timeout = decodeTimeoutType(failure.timeoutFailureInfo?.timeoutType);
  if (timeout !== undefined) return timeout === 'START_TO_CLOSE' || timeout === 'HEARTBEAT';
  return failure.applicationFailureInfo?.nonRetryable !== true;
}

/** The wait that a failure asks for, in milliseconds. */
export function nextRetryDelayOf(failure: Failure): number | undefined {
  const delay = failure.applicationFailureInfo?.nextRetryDelay;
  if (!delay) return undefined;
  return Number(delay.seconds ?? 0) * 1_000 + (delay.nanos ?? 0) / 1_000_000;
}

/** Everything that people could read in a failure, for those who look for what must not be there. */
export function textsOf(failure: Failure): readonly string[] {
  const { applicationFailureInfo: info, cause, message } = failure;
  const details = (info?.details?.payloads ?? []).map((payload) =>
    JSON.stringify(defaultPayloadConverter.fromPayload(payload)),
  );
  return [message ?? '', info?.type ?? '', ...details, ...(cause ? textsOf(cause) : [])];
}

const TITLE: Record<Timeout, string> = {
  START_TO_CLOSE: 'StartToClose',
  SCHEDULE_TO_CLOSE: 'ScheduleToClose',
  SCHEDULE_TO_START: 'ScheduleToStart',
  HEARTBEAT: 'Heartbeat',
};
