import { ApplicationFailure } from '@temporalio/common';

import type { ProblemType } from './problems.ts';

/** How a run ends that never became a stay. */
export type StartFailure =
  | 'MalformedReservation'
  | 'MalformedOrphan'
  | 'MalformedRequest'
  | 'MalformedAnnouncer'
  | 'WrongWorkflowId'
  | 'StartedWithTimeout'
  | 'UnknownListing'
  | 'MissingGuestData'
  | 'CheckOutNotAfterCheckIn'
  | 'CheckOutPast';

/** Why a message was not taken at all: its validator refused it. */
export type RefusedMessage =
  | 'MalformedPayload'
  | 'WrongReservationId'
  | 'WrongWorkflowId'
  | 'TooManyChanges';

/** What is known of a failed step, for the failure's details. Nothing of it is personal. */
export interface StepFacts {
  readonly route?: string | undefined;
  readonly seamType?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** Our own sentence on why, for people. */
  readonly why?: string;
  /** How long to wait before the next try, in milliseconds; it holds for every later try of the step, too. */
  readonly againAfterMs?: number | undefined;
  /** No attempt of the step was before this one. */
  readonly isFirstAttempt?: true;
}

/** What the facts say to people beside the failure's type: our own sentence, else Seam's type and where. */
export function saidOf({ why, seamType, route = 'Seam' }: StepFacts = {}): string | undefined {
  return why ?? (seamType === undefined ? undefined : `${seamType} at ${route}`);
}

/** A failure that is not retried: of a start, of a message, or of a step that was refused for good. */
export function refuse(
  type: StartFailure | RefusedMessage | ProblemType,
  message: string,
  facts?: StepFacts,
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: true,
    details: facts ? [facts] : [],
  });
}

/** A failure that is retried. `benign` ones are part of the plan and do not count as errors. */
export function tryAgain(
  type: ProblemType,
  message: string,
  options: { readonly afterMs?: number; readonly benign?: true; readonly facts?: StepFacts } = {},
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message,
    nonRetryable: false,
    details: [{ ...options.facts, againAfterMs: options.afterMs }],
    ...(options.afterMs === undefined ? {} : { nextRetryDelay: options.afterMs }),
    ...(options.benign ? { category: 'BENIGN' as const } : {}),
  });
}
