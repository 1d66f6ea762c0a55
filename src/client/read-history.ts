import type { Client } from '@temporalio/client';

import { stayWorkflowId } from '../contract/names.ts';

import { translate } from './errors.ts';
import { decoderOf } from './history-decoder.ts';
import type { StayHistory } from './history-entry.ts';
import { tellRun } from './history-run.ts';
import { readAttributes } from './stay-attributes.ts';

/** A stay that was changed a thousand times has a history that takes a while. */
const READ_WITHIN_MS = 60_000;

/**
 * A stay's whole story from Temporal's history, over all of its runs within the namespace's retention.
 *
 * @throws StayError `NoSuchStay`, and when Temporal has no answer
 */
export async function readHistory(
  client: Client,
  reservationId: string,
  nowMs: number,
): Promise<StayHistory> {
  try {
    return await client.withDeadline(nowMs + READ_WITHIN_MS, () =>
      readRuns(client, reservationId, nowMs),
    );
  } catch (error) {
    throw translate(error, reservationId);
  }
}

async function readRuns(
  client: Client,
  reservationId: string,
  nowMs: number,
): Promise<StayHistory> {
  const workflowId = stayWorkflowId(reservationId);
  // Throws if there is none; and the newest run may be newer than the list below knows.
  const newest = await client.workflow.getHandle(workflowId).describe();
  const runs = new Map([[newest.runId, newest.startTime.getTime()]]);
  for await (const run of client.workflow.list({ query: `WorkflowId = "${workflowId}"` }))
    runs.set(run.runId, run.startTime.getTime());
  const decoder = decoderOf(client, workflowId);
  const stories = [];
  for (const [runId] of [...runs].toSorted(([, a], [, b]) => a - b)) {
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    const pending = runId === newest.runId ? newest.raw.pendingActivities : undefined;
    stories.push(await tellRun(runId, events ?? [], decoder, nowMs, pending ?? []));
  }
  const { listingId, timeZone } = readAttributes(
    newest.raw.workflowExecutionInfo?.searchAttributes,
  );
  const last = stories.at(-1)?.last;
  return {
    reservationId,
    ...(listingId && { listingId }),
    ...(timeZone && { timeZone }),
    entries: stories.flatMap(({ entries }) => entries),
    ...(decoder.isPartial() && { isPartial: true as const }),
    ...(last && { last }),
  };
}
