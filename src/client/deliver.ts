import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type WorkflowUpdateHandle,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

import type { RefusedMessage } from '../contract/failures.ts';
import type { Verdict } from '../contract/verdict.ts';

import { isUnheard, StayError, translate } from './errors.ts';

/** The two ways in which one message reaches a stay. The payload and its command id are the same. */
export interface Delivery {
  /** Resolves once a worker has taken it. */
  update(): Promise<WorkflowUpdateHandle<Verdict>>;
  /** Resolves once Temporal keeps it, worker or not. */
  signal(): Promise<unknown>;
}

/** What became of a message: its verdict, or that there is no open run which could take it. */
export type Delivered = Verdict | 'no-open-run';

/** An update that no worker has taken lives in the server's memory only, so it is not waited for longer. */
const ACCEPTED_WITHIN_MS = 5_000;
const SIGNALLED_WITHIN_MS = 5_000;

/** What Temporal says of an accepted update whose run completed first. */
const RUN_COMPLETED = 'AcceptedUpdateCompletedWorkflow';

/**
 * Sends a message as an update and waits for its verdict. If no worker takes it within 5 s, the same
 * payload goes as a durable signal and the verdict is `pending`. An abandoned update may still be
 * delivered later, beside the signal: the stay knows both by their command id. `settledBy`, in epoch
 * milliseconds, is how long the verdict of an accepted one is waited for.
 *
 * @throws StayError
 */
export async function deliver(
  client: Client,
  delivery: Delivery,
  settledBy: number,
): Promise<Delivered> {
  try {
    const accepted = await accept(client, delivery);
    if (accepted !== undefined) return await settle(client, accepted, settledBy);
    await client.withDeadline(Date.now() + SIGNALLED_WITHIN_MS, () => delivery.signal());
    return pending('No worker took it within 5 s. Temporal keeps it until one does.');
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'no-open-run';
    if (error instanceof WorkflowUpdateFailedError) return readRefusal(error.cause);
    throw translate(error);
  }
}

async function accept(
  client: Client,
  delivery: Delivery,
): Promise<WorkflowUpdateHandle<Verdict> | undefined> {
  try {
    return await client.withDeadline(Date.now() + ACCEPTED_WITHIN_MS, () => delivery.update());
  } catch (error) {
    if (isUnheard(error)) return undefined;
    throw error;
  }
}

async function settle(
  client: Client,
  accepted: WorkflowUpdateHandle<Verdict>,
  settledBy: number,
): Promise<Verdict> {
  try {
    return await client.withDeadline(settledBy, () => accepted.result());
  } catch (error) {
    if (isUnheard(error)) return pending('A worker took it and has not settled it yet.');
    throw error;
  }
}

function readRefusal(cause: Error | undefined): Delivered {
  const failure = cause instanceof ApplicationFailure ? cause : undefined;
  if (failure?.type === RUN_COMPLETED) return 'no-open-run';
  if (failure?.type === ('TooManyChanges' satisfies RefusedMessage)) {
    return { outcome: 'refused', type: failure.type, reason: failure.message };
  }
  throw new StayError(
    'MalformedInput',
    `The stay could not read the message: ${failure?.message ?? 'no reason was given'}`,
    'Client and workers may be of different versions: update the older ones.',
  );
}

function pending(reason: string): Verdict {
  return { outcome: 'pending', reason };
}
