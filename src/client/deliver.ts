import {
  type Client,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type WorkflowUpdateHandle,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';

import type { RefusedMessage } from '../contract/failures.ts';
import { TASK_QUEUE } from '../contract/names.ts';
import type { Verdict } from '../contract/verdict.ts';

import { cannotReachTemporal, isNotReady, isUnanswered, StayError, translate } from './errors.ts';
import { pollersOf, WORKFLOW_TASKS } from './pollers.ts';
import type { Turns } from './turns.ts';

/** The two ways in which one message reaches a stay. The payload and its command id are the same. */
export interface Delivery {
  /** Resolves once a worker has taken it. */
  update(): Promise<WorkflowUpdateHandle<Verdict>>;
  /** Resolves once Temporal keeps it, worker or not. */
  signal(): Promise<unknown>;
}

/** How long a message is waited for. Epoch milliseconds. */
export interface Patience {
  /** By when a worker is to have taken it, as long as one asks for work; without one it is 5 s. */
  readonly acceptedBy: number;
  /** By when an accepted one is to be answered. */
  readonly answeredBy: number;
  /** Many at once would wait for each other at the worker, and some of them too long: they wait here. */
  readonly turns?: Turns | undefined;
  /** The stay that it is about. */
  readonly about?: string | undefined;
  /** The same for those that are kept as signals: where no worker is, they come all at once. */
  readonly keeps?: Turns | undefined;
  /** By when one is to be kept, once no worker has taken it; 15 s if nobody says it. */
  readonly keptBy?: number | undefined;
}

/** What became of a message: its verdict, or that there is no open run which could take it. */
export type Delivered = Verdict | 'no-open-run';

/** An update that no worker has taken lives in the server's memory only, so it is not waited for longer. */
const ACCEPTED_WITHIN_MS = 5_000;
const SIGNALLED_WITHIN_MS = 5_000;
const KEPT_WITHIN_MS = 15_000;
/** A worker that does other stays' tasks asks for the next one all the time; one that is idle would have taken this. */
const ASKED_WITHIN_MS = 7_000;
const TOLD_WITHIN_MS = 2_000;

/** What Temporal says of an accepted update whose run completed first. */
const RUN_COMPLETED = 'AcceptedUpdateCompletedWorkflow';

/**
 * Sends a message as an update and waits for its verdict. If no worker takes it within 5 s, and none that
 * lives is waited for any longer, the same payload goes as a durable signal and the verdict is `pending`. An
 * abandoned update may still be delivered later, beside the signal: the stay knows both by their command id.
 *
 * @throws StayError
 */
export async function deliver(
  client: Client,
  delivery: Delivery,
  patience: Patience,
): Promise<Delivered> {
  const { acceptedBy, answeredBy, turns, about } = patience;
  const began = Date.now();
  try {
    const accepting = () => accept(client, delivery, { acceptedBy, turns });
    const accepted = await (turns?.take(acceptedBy, accepting, about) ?? accepting());
    if (accepted !== undefined) return await resultOf(client, accepted, answeredBy);
    const waited = Math.floor((Date.now() - began) / ACCEPTED_WITHIN_MS) || 1;
    await keep(client, delivery, patience);
    const seconds = (waited * ACCEPTED_WITHIN_MS) / 1_000;
    return pending(`No worker took it within ${seconds} s. Temporal keeps it until one does.`);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'no-open-run';
    if (error instanceof WorkflowUpdateFailedError) return readRefusal(error.cause);
    throw translate(error);
  }
}

async function keep(
  client: Client,
  delivery: Delivery,
  { keeps, about, keptBy = Date.now() + KEPT_WITHIN_MS }: Patience,
): Promise<void> {
  const keeping = async (): Promise<true> => {
    await client.withDeadline(Date.now() + SIGNALLED_WITHIN_MS, () => delivery.signal());
    return true;
  };
  const isKept = await (keeps?.take(keptBy, keeping, about) ?? keeping());
  if (isKept === undefined) throw cannotReachTemporal();
}

async function accept(
  client: Client,
  delivery: Delivery,
  { acceptedBy, turns }: Pick<Patience, 'acceptedBy' | 'turns'>,
): Promise<WorkflowUpdateHandle<Verdict> | undefined> {
  for (;;) {
    try {
      return await client.withDeadline(Date.now() + ACCEPTED_WITHIN_MS, () => delivery.update());
    } catch (error) {
      // The stay's tasks fail, or the worker that has one hangs: Temporal takes signals alone.
      if (isNotReady(error)) return undefined;
      if (!isUnanswered(error)) throw error;
    }
    if (Date.now() >= acceptedBy) return undefined;
    const isBusy = await isWorkerBusy(client);
    if (isBusy) continue;
    // Each of those who wait would find it out for itself, so many at a time.
    if (isBusy === false) turns?.dismiss();
    return undefined;
  }
}

/** Whether a worker has asked for work since the message was sent. Undefined where nobody can tell. */
async function isWorkerBusy(client: Client): Promise<boolean | undefined> {
  const { namespace } = client.options;
  const queue = { namespace, taskQueue: TASK_QUEUE, kind: WORKFLOW_TASKS } as const;
  const now = Date.now();
  const asking = client.withDeadline(now + TOLD_WITHIN_MS, () =>
    pollersOf(client.workflowService, queue, now, ASKED_WITHIN_MS),
  );
  return asking.then(
    (pollers) => pollers.length > 0,
    () => undefined,
  );
}

async function resultOf(
  client: Client,
  accepted: WorkflowUpdateHandle<Verdict>,
  answeredBy: number,
): Promise<Verdict> {
  try {
    return await client.withDeadline(answeredBy, () => accepted.result());
  } catch (error) {
    if (isUnanswered(error)) return pending('A worker took it and has not answered it yet.');
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
