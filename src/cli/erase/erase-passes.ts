import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from '@temporalio/client';

import { StayError } from '../../client/errors.ts';
import { isNotFound } from '../../client/grpc-status.ts';
import { PayloadUnreadable } from '../../codec/unreadable.ts';
import { RECONCILE } from '../../contract/names.ts';
import { payloadsIn } from '../keys/keys-in-history.ts';

import { deleteRun } from './delete-run.ts';

const GONE_WITHIN_MS = 60_000;
const LOOK_AGAIN_MS = 250;

/** What the reconciler still has of a stay. */
export interface ErasedPasses {
  readonly count: number;
  /** The last pass names it, or cannot be read; and the next one needs what that knows. */
  readonly isRemembered: boolean;
}

/**
 * Deletes the reconciler's closed passes since a moment, epoch milliseconds, that name a reservation. The
 * last one stays, since the next begins with its memory. A pass that cannot be read is deleted as well.
 */
export async function erasePasses(
  client: Client,
  reservationId: string,
  since: number,
): Promise<ErasedPasses> {
  const from = new Date(since).toISOString();
  const query = `WorkflowType = "${RECONCILE}" AND ExecutionStatus != "Running" AND CloseTime >= "${from}"`;
  let isLastSeen = false;
  let count = 0;
  let isRemembered = false;
  for await (const { workflowId, runId, status } of client.workflow.list({ query })) {
    const isLast = !isLastSeen && status.name === 'COMPLETED';
    if (isLast) isLastSeen = true;
    const history = await historyOf(client, workflowId, runId);
    if (!(await names(client, workflowId, history, reservationId))) continue;
    if (isLast) {
      isRemembered = true;
      continue;
    }
    await deleteRun(client, workflowId, runId);
    await untilGone(client, workflowId, runId);
    count += 1;
  }
  return { count, isRemembered };
}

/** Undefined for a pass that is gone already: the lists are a moment behind. */
async function historyOf(client: Client, workflowId: string, runId: string): Promise<unknown> {
  try {
    return await client.workflow.getHandle(workflowId, runId).fetchHistory();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Temporal deletes in the background. */
async function untilGone(client: Client, workflowId: string, runId: string): Promise<void> {
  const deadline = Date.now() + GONE_WITHIN_MS;
  while ((await historyOf(client, workflowId, runId)) !== undefined) {
    if (Date.now() > deadline) {
      const message = `Pass ${workflowId} of the reconciler is not gone yet.`;
      throw new StayError('TemporalFailed', message, 'Run it again in a minute.');
    }
    await delay(LOOK_AGAIN_MS);
  }
}

/** Whether a pass has the reservation id in anything that it was told or told; or cannot be read. */
async function names(
  client: Client,
  workflowId: string,
  history: unknown,
  reservationId: string,
): Promise<boolean> {
  const { payloadCodecs } = client.options.loadedDataConverter;
  const context = { type: 'workflow', namespace: client.options.namespace, workflowId } as const;
  const word = JSON.stringify(reservationId);
  try {
    let payloads = [...payloadsIn(history)];
    for (const codec of payloadCodecs.toReversed())
      payloads = await codec.decode(payloads, context);
    return payloads.some(({ data }) => Buffer.from(data ?? []).includes(word));
  } catch (error) {
    if (error instanceof PayloadUnreadable) return true;
    throw error;
  }
}
