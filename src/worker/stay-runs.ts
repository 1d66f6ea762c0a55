import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';

import type { FoundRun, SeenRun, StayRuns } from '../../activities/index.ts';
import { isUnreadable } from '../client/errors.ts';
import { readAttributes, readSeamIds } from '../client/stay-attributes.ts';
import type { LastSaid, Orphan } from '../contract/closing.ts';
import { checkStaySignal, stayRecordQuery } from '../contract/messages.ts';
import {
  CLOSE_STAY,
  GUEST_STAY,
  reservationIdOf,
  stayWorkflowId,
  TASK_QUEUE,
} from '../contract/names.ts';
import { isReservationId } from '../contract/reservation.ts';
import { stayListing, stayPhase } from '../contract/search-attributes.ts';

import { isOfOneRun } from './one-run.ts';
import { lastMemory, memoryPart } from './pass-memory.ts';
import { recall } from './recall.ts';

const CALL_WITHIN_MS = 10_000;
/** A query that has to replay a long stay first takes a second. */
const ANSWER_WITHIN_MS = 10_000;
const NAMED_AT_ONCE = 100;
const PAGE = 1_000;
/**
 * Runs that are open, or that somebody stopped: of these nobody has proven that their access is gone. Servers before
 * 1.32 know no paused runs, and refuse a query that names them.
 */
const UNENDED = 'ExecutionStatus NOT IN ("Completed", "Failed", "Canceled", "ContinuedAsNew")';
/** temporal.api.enums.v1.WorkflowExecutionStatus */
const STOPPED: ReadonlySet<number> = new Set([5, 7]);
const PAUSED = 8;

/** The runs of stays in a namespace, by its client. */
export function stayRuns(client: Client): StayRuns {
  return {
    lastMemory: () => lastMemory(client),
    memoryPart: (run, nth) => memoryPart(client, run, nth),
    known: (reservationIds) => known(client, reservationIds),
    page: (cursor) => page(client, cursor),
    find: (reservationId) => find(client, reservationId),
    close: (orphan, workflowId) => close(client, orphan, workflowId),
    async wake({ reservationId, systemIds }) {
      const handle = client.workflow.getHandle(stayWorkflowId(reservationId));
      await handle.signal(checkStaySignal, { systemIds }).catch((error: unknown) => {
        // It has ended meanwhile; or the next pass finds it as different as this one, and tells it again.
        if (!(error instanceof WorkflowNotFoundError) && !isOfOneRun(error)) throw error;
      });
    },
  };
}

/** By visibility, which is a moment behind: what it knows is older than the quiet period anyway. */
async function known(
  client: Client,
  reservationIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  // An older pass may remember others, of which one alone breaks the query.
  const ids = reservationIds.filter(isReservationId);
  for (let at = 0; at < ids.length; at += NAMED_AT_ONCE) {
    const names = ids.slice(at, at + NAMED_AT_ONCE).map((id) => `"${stayWorkflowId(id)}"`);
    // A refused put made nothing, so its id says nothing about a user of that name.
    const query = `WorkflowId IN (${names.join(', ')}) AND ExecutionStatus != "Failed"`;
    for await (const { workflowId } of client.workflow.list({ query, pageSize: PAGE })) {
      const id = reservationIdOf(workflowId);
      if (id !== undefined) found.add(id);
    }
  }
  return found;
}

async function page(
  client: Client,
  cursor: string | undefined,
): Promise<{ runs: readonly SeenRun[]; next?: string }> {
  const found = await client.workflowService.listWorkflowExecutions({
    namespace: client.options.namespace,
    query: `WorkflowType IN ("${GUEST_STAY}", "${CLOSE_STAY}") AND ${UNENDED}`,
    pageSize: PAGE,
    ...(cursor && { nextPageToken: Buffer.from(cursor, 'base64') }),
  });
  const runs = found.executions.flatMap(({ execution, status, searchAttributes }): SeenRun[] => {
    const reservationId = reservationIdOf(execution?.workflowId ?? '');
    // Somebody may have started a workflow of this type under any id: no stay has it, and nothing at Seam.
    if (reservationId === undefined || !isReservationId(reservationId)) return [];
    const { problem, phase, listingId, opensAt, closesAt } = readAttributes(searchAttributes);
    const facts = { phase, listingId, opensAt, closesAt, hasProblem: problem !== undefined };
    const isOpen = !STOPPED.has(Number(status));
    const paused = Number(status) === PAUSED ? { isPaused: true as const } : {};
    const seamIds = readSeamIds(searchAttributes);
    return [{ reservationId, runId: execution?.runId ?? '', isOpen, ...paused, seamIds, ...facts }];
  });
  if (found.nextPageToken.length === 0) return { runs };
  return { runs, next: Buffer.from(found.nextPageToken).toString('base64') };
}

async function find(client: Client, reservationId: string): Promise<FoundRun> {
  const workflowId = stayWorkflowId(reservationId);
  const handle = client.workflow.getHandle(workflowId);
  const within = <T>(ms: number, call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + ms, call);
  const described = await within(CALL_WITHIN_MS, () => handle.describe()).catch(unlessOfOneRun);
  if (described === 'unknown') return { run: 'closed' };
  if (described === 'broken') return { run: 'silent' };
  const { status, raw } = described;
  const last = lastIn(raw.workflowExecutionInfo?.searchAttributes);
  const silent = { run: 'silent', ...(last && { last }) } as const;
  // Paused, it does nothing, whatever it would answer.
  if (status.name === 'PAUSED') return silent;
  if (status.name !== 'RUNNING') {
    const { runId, type } = described;
    const ended = { execution: { runId }, status: status.code, type: { name: type } };
    return recall(client, { workflowId, last: ended }).then(
      (recalled) => ({ run: 'closed', ...recalled }),
      (error: unknown) => {
        // Its key is lost, or Temporal cannot read it: that is no reason to learn nothing of all the others.
        if (isUnreadable(error) || isOfOneRun(error)) return silent;
        throw error;
      },
    );
  }
  return within(ANSWER_WITHIN_MS, () => handle.query(stayRecordQuery)).then(
    (record) => ({ run: 'open', record }),
    () => silent,
  );
}

/** What a run shows of itself that cannot be read. */
function lastIn(shown: Parameters<typeof readAttributes>[0]): LastSaid | undefined {
  const { listingId = '', opensAt, closesAt, timeZone } = readAttributes(shown);
  if (closesAt === undefined) return undefined;
  const more = { ...(opensAt && { opensAt }), ...(timeZone && { timeZone }) };
  return { listingId, revision: 0, closesAt, ...more };
}

/** One run that Temporal cannot read keeps a pass from no other. */
function unlessOfOneRun(error: unknown): 'unknown' | 'broken' {
  if (error instanceof WorkflowNotFoundError) return 'unknown';
  if (isOfOneRun(error)) return 'broken';
  throw error;
}

async function close(
  client: Client,
  orphan: Orphan,
  workflowId: string,
): Promise<'started' | 'already-open'> {
  const { last } = orphan;
  try {
    await client.workflow.start(CLOSE_STAY, {
      workflowId,
      taskQueue: TASK_QUEUE,
      args: [orphan],
      // Whoever has put the stay meanwhile was faster: its run takes what there is.
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: 'Ends what a stay left at Seam',
      typedSearchAttributes: new TypedSearchAttributes([
        { key: stayPhase, value: 'revoking' },
        ...(last?.listingId ? [{ key: stayListing, value: last.listingId }] : []),
      ]),
    });
    return 'started';
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'already-open';
    throw error;
  }
}
