import { type Client, ServiceError } from '@temporalio/client';

import { isNotFound } from '../client/grpc-status.ts';
import { decoderOf } from '../client/history-decoder.ts';
import { timestampMs } from '../client/timestamp.ts';
import { RECONCILE } from '../contract/names.ts';
import {
  keptPartSchema,
  passResultSchema,
  type MemoryPart,
  type PassMemory,
  type PassRun,
  type RunSteps,
} from '../contract/reconciling.ts';

/** Passes do not overlap but for those started by hand. */
const LAST_PASSES = 10;
const KEEP_PART = 'keepPart' satisfies keyof RunSteps;
/** A part has some six events, the last of them first. */
const EVENTS_ON_A_PAGE = 10;

/** What the last completed pass handed on in its result, and which run that was. */
export async function lastMemory(
  client: Client,
): Promise<{ readonly memory: PassMemory; readonly run: PassRun } | undefined> {
  const query = `WorkflowType = "${RECONCILE}" AND ExecutionStatus = "Completed"`;
  const { executions } = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query,
    pageSize: LAST_PASSES,
  });
  const lastFirst = executions.toSorted(
    (a, b) => timestampMs(b.closeTime) - timestampMs(a.closeTime),
  );
  for (const { execution } of lastFirst) {
    const run = { workflowId: execution?.workflowId ?? '', runId: execution?.runId ?? '' };
    const memory = await memoryOf(client, run);
    if (memory !== undefined) return { memory, run };
  }
  return undefined;
}

/** A further part of what a pass knew: the run told it to a step, at its end. Undefined if it is gone. */
export async function memoryPart(
  client: Client,
  run: PassRun,
  nth: number,
): Promise<MemoryPart | undefined> {
  try {
    return await partIn(client, run, nth);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return undefined;
  }
}

async function partIn(
  client: Client,
  { workflowId, runId }: PassRun,
  nth: number,
): Promise<MemoryPart | undefined> {
  const decoder = decoderOf(client, workflowId);
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const page = await client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      maximumPageSize: EVENTS_ON_A_PAGE,
      nextPageToken,
    });
    for (const { activityTaskScheduledEventAttributes: scheduled } of page.history?.events ?? []) {
      if (scheduled?.activityType?.name !== KEEP_PART) continue;
      const [told] = await decoder.activity(scheduled.input, scheduled.activityId ?? '');
      const kept = keptPartSchema.safeParse(told).data;
      if (kept?.nth === nth) return kept.part;
    }
    ({ nextPageToken } = page);
  } while (nextPageToken.length > 0);
  return undefined;
}

async function memoryOf(
  client: Client,
  { workflowId, runId }: PassRun,
): Promise<PassMemory | undefined> {
  try {
    const result: unknown = await client.workflow.getHandle(workflowId, runId).result();
    return passResultSchema.safeParse(result).data?.memory;
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    // Its key is lost: the pass goes on by what Seam and Temporal show without it.
    return undefined;
  }
}
