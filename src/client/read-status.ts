import {
  type Client,
  type WorkflowExecutionDescription,
  WorkflowFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

import { stayStatusQuery } from '../contract/messages.ts';
import { stayWorkflowId } from '../contract/names.ts';
import type { Status } from '../contract/status.ts';

import { cannotReachTemporal, isUnreadable, StayError, translate } from './errors.ts';
import { inTime } from './in-time.ts';
import { isOpenRun } from './open-runs.ts';
import { readAttributes } from './stay-attributes.ts';

const CALL_WITHIN_MS = 10_000;
/** A worker that is there answers in milliseconds, or in a second if it has to replay the stay. */
const QUERIED_WITHIN_MS = 4_000;

/**
 * What a stay is doing: from a worker, or without one from what Temporal itself knows; of a closed
 * stay, its result. A worker has `queriedWithinMs` to answer.
 *
 * @throws StayError `NoSuchStay`, `StayRefused` or `StayTerminated`, and when Temporal has no answer
 */
export async function readStatus(
  client: Client,
  reservationId: string,
  queriedWithinMs = QUERIED_WITHIN_MS,
): Promise<Status> {
  const workflowId = stayWorkflowId(reservationId);
  const handle = client.workflow.getHandle(workflowId);
  const within = <T>(ms: number, call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + ms, call);
  try {
    const seen = await within(CALL_WITHIN_MS, () => handle.describe());
    if (seen.status.name === 'PAUSED') return shown(reservationId, seen, PAUSED);
    if (!isOpenRun(seen.status.name)) {
      return await within(CALL_WITHIN_MS, () =>
        client.workflow.result<() => Promise<Status>>(workflowId),
      );
    }
    const asked = inTime(
      client,
      queriedWithinMs,
      () => handle.query(stayStatusQuery),
      cannotReachTemporal,
    );
    return await asked.catch((error: unknown) => {
      if (isUnreadable(error)) throw error;
      return shown(reservationId, seen, NO_WORKER);
    });
  } catch (error) {
    if (error instanceof WorkflowFailedError) throw whyFailed(reservationId, error.cause);
    throw translate(error, reservationId);
  }
}

/**
 * Whether a run of the stay is open.
 *
 * @throws StayError `NoSuchStay` where there is none and was none, and when Temporal has no answer
 */
export async function isOpen(client: Client, reservationId: string): Promise<boolean> {
  const handle = client.workflow.getHandle(stayWorkflowId(reservationId));
  try {
    const asking = client.withDeadline(Date.now() + CALL_WITHIN_MS, () => handle.describe());
    return isOpenRun((await asking).status.name);
  } catch (error) {
    throw translate(error, reservationId);
  }
}

/** Why a stay does not answer itself, and what to do. */
interface Silence {
  readonly why: string;
  readonly next: string;
}

const NO_WORKER: Silence = {
  why: 'No worker answers',
  next: 'this is what the stay last said. Start a worker to learn more.',
};
const PAUSED: Silence = {
  why: 'Somebody has paused its workflow at Temporal',
  next: 'it does nothing, and shuts no door, until it is unpaused. This is what the stay last said.',
};

function shown(
  reservationId: string,
  seen: WorkflowExecutionDescription,
  { why, next }: Silence,
): Status {
  const { problem, ...known } = readAttributes(seen.raw.workflowExecutionInfo?.searchAttributes);
  const told = `${why}, so only the type of the problem is known.`;
  return {
    reservationId,
    listingId: '',
    phase: 'planning',
    ...known,
    revision: 0,
    // The attribute does not say since when; it came up after the start.
    ...(problem && { problem: { ...problem, message: told, since: seen.startTime.toISOString() } }),
    ledger: [],
    notes: [`${why}: ${next}`],
  };
}

function whyFailed(reservationId: string, cause: Error | undefined): StayError {
  if (cause instanceof ApplicationFailure) {
    return new StayError(
      'StayRefused',
      `The stay for reservation ${reservationId} was refused (${cause.type ?? 'no type'}): ${cause.message}`,
      'Correct the reservation and put it again.',
    );
  }
  return new StayError(
    'StayTerminated',
    `The stay for reservation ${reservationId} was stopped from outside before its end.`,
    'Put it again if the guest shall have access. Else the next pass of the reconciler revokes what it left, or ' +
      '"nightlatch reconcile --repair" does so now. Cancel stays in future, never terminate them.',
  );
}
