import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { NamespaceNotFoundError, ValueError } from '@temporalio/common';

import { PayloadUnreadable } from '../codec/unreadable.ts';
import { ENCRYPTED } from '../contract/unreadable.ts';

/** What can keep the client from an answer. Stable: callers may tell them apart by it. */
export type StayErrorType =
  | 'NoSuchStay'
  | 'MalformedInput'
  | 'StayRefused'
  | 'StayTerminated'
  | 'StayIsOpen'
  | 'StayNotProven'
  | 'NoCredential'
  | 'SeamNotConfigured'
  | 'CannotReachTemporal'
  | 'TemporalMisconfigured'
  | 'PayloadUnreadable'
  | 'TemporalFailed';

/** A call that has no answer: what failed, and what to do next. Holds nothing personal and no secret. */
export class StayError extends Error {
  override readonly name = 'StayError';
  readonly type: StayErrorType;
  readonly next: string;

  constructor(type: StayErrorType, message: string, next: string) {
    super(message);
    this.type = type;
    this.next = next;
  }
}

/** Whether an error is a StayError, optionally of one type. */
export function isStayError(error: unknown, type?: StayErrorType): error is StayError {
  return error instanceof StayError && (type === undefined || error.type === type);
}

/** Temporal gives no answer, at that address if it is known. */
export function cannotReachTemporal(address?: string): StayError {
  return new StayError(
    'CannotReachTemporal',
    `Temporal cannot be reached${address === undefined ? '' : ` at ${address}`}.`,
    'Start it, or set TEMPORAL_ADDRESS to where it is (and TEMPORAL_TLS or TEMPORAL_API_KEY, if it wants them).',
  );
}

/** Puts what Temporal's client throws into our words; an error of ours stays as it is. */
export function translate(error: unknown, reservationId?: string): StayError {
  if (error instanceof StayError) return error;
  if (isUnreadable(error)) return payloadUnreadable(error);
  if (error instanceof NamespaceNotFoundError) return noNamespace(error.namespace);
  if (error instanceof WorkflowNotFoundError && reservationId !== undefined) {
    return new StayError(
      'NoSuchStay',
      `There is no stay for reservation ${reservationId}.`,
      'Check the reservation id; a stay that ended long ago is forgotten with its history.',
    );
  }
  return translateStatus(statusOf(error));
}

/** Whether an answer came and is encrypted under a key that is not here. */
export function isUnreadable(error: unknown): error is Error {
  if (error instanceof PayloadUnreadable) return true;
  // Without a key ring nothing decrypts, and Temporal's converter does not know what it is.
  return error instanceof ValueError && error.message.includes(ENCRYPTED);
}

function payloadUnreadable(error: Error): StayError {
  const isOff = !(error instanceof PayloadUnreadable);
  return new StayError(
    'PayloadUnreadable',
    isOff ? 'The stay is encrypted, and no key ring is set here.' : `${error.message}.`,
    'Set NIGHTLATCH_PAYLOAD_KEYS to the key ring of the workers; "nightlatch keys status" tells which keys are needed.',
  );
}

/** There is nothing to cancel, and nothing that could be remembered. */
export function noStayToCancel(reservationId: string): StayError {
  return new StayError(
    'NoSuchStay',
    `There is no stay for reservation ${reservationId}: a put that comes later will open it.`,
    'Check the reservation id. A cancellation with a revision is remembered: then only a newer put opens.',
  );
}

/** Whether no answer came in time, so that nobody knows whether the request was received. */
export function isUnanswered(error: unknown): boolean {
  const code = statusOf(error)?.code;
  return code === Code.Cancelled || code === Code.DeadlineExceeded;
}

/** Whether a run takes no update now, since one task of its after the other has failed. */
export function isNotReady(error: unknown): boolean {
  return statusOf(error)?.code === Code.FailedPrecondition;
}

/** gRPC's own numbers. */
const Code = {
  Cancelled: 1,
  InvalidArgument: 3,
  DeadlineExceeded: 4,
  NotFound: 5,
  PermissionDenied: 7,
  ResourceExhausted: 8,
  FailedPrecondition: 9,
  Unavailable: 14,
  Unauthenticated: 16,
} as const;

function translateStatus(status: GrpcStatus | undefined): StayError {
  switch (status?.code) {
    case Code.Cancelled:
    case Code.DeadlineExceeded:
    case Code.Unavailable:
      return cannotReachTemporal();
    case Code.NotFound: {
      // The operator service gives no details of another kind.
      const namespace = /^Namespace (?:not found: )?'?([^' ]+)/.exec(status.details)?.[1];
      return namespace === undefined ? temporalFailed(status) : noNamespace(namespace);
    }
    case Code.ResourceExhausted:
      return new StayError(
        'CannotReachTemporal',
        'Temporal has more to do than it can take.',
        'Try again in a minute.',
      );
    case Code.PermissionDenied:
    case Code.Unauthenticated:
      return new StayError(
        'TemporalMisconfigured',
        'Temporal does not let us in.',
        'Check TEMPORAL_API_KEY or the client certificate, and what they may do in this namespace.',
      );
    case Code.InvalidArgument:
      // An update-with-start has two answers: the client puts the one that failed into the message alone.
      if (![status.details, status.message].some((said) => said.includes('search attribute')))
        return temporalFailed(status);
      return new StayError(
        'TemporalMisconfigured',
        'The search attributes of stays are not registered in this namespace.',
        'Run "nightlatch setup" once.',
      );
    default:
      return temporalFailed(status);
  }
}

function noNamespace(namespace: string): StayError {
  return new StayError(
    'TemporalMisconfigured',
    `Temporal has no namespace ${namespace}.`,
    'Create it, or set TEMPORAL_NAMESPACE to one that exists.',
  );
}

function temporalFailed(status: GrpcStatus | undefined): StayError {
  return new StayError(
    'TemporalFailed',
    `Temporal could not do what was asked (gRPC status ${status?.code ?? 'unknown'}).`,
    'Try again; if it stays so, look at the log of the Temporal server at this time.',
  );
}

interface GrpcStatus {
  readonly code: number;
  readonly message: string;
  readonly details: string;
}

function statusOf(error: unknown): GrpcStatus | undefined {
  for (let seen = error; seen instanceof Error; seen = seen.cause) {
    if (isGrpcServiceError(seen)) return seen;
  }
  return undefined;
}
