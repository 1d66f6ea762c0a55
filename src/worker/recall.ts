import type { Client } from '@temporalio/client';

import { isUnanswered } from '../client/errors.ts';
import { isNotFound } from '../client/grpc-status.ts';
import { isOpenRun } from '../client/open-runs.ts';
import { type Timestamp, timestampMs } from '../client/timestamp.ts';
import type { StayRecord } from '../contract/closing.ts';
import { stayRecordQuery } from '../contract/messages.ts';
import { CLOSE_STAY, GUEST_STAY } from '../contract/names.ts';
import type { Status } from '../contract/status.ts';
import { announcedBy } from '../stay/announcement.ts';
import { withUnlearned, type Unlearned } from '../stay/inheriting.ts';

import { withoutRequests } from './reset-record.ts';

interface Known {
  readonly workflowId: string;
  readonly runId: string;
}

/** A run that has closed, as a list of Temporal's shows it. */
interface ClosedRun {
  readonly execution?: { readonly runId?: string | null } | null | undefined;
  /** temporal.api.enums.v1.WorkflowExecutionStatus */
  readonly status?: unknown;
  readonly type?: { readonly name?: string | null } | null | undefined;
}

/** What the runs of a stay have come to. */
export interface Recollection {
  readonly record?: StayRecord;
  /** One that was stopped from outside has given no answer in time: it may have known more. */
  readonly isUnsure?: true;
}

/** Who asks for the runs of a stay: a run of it, or somebody who knows that its last run has closed. */
type Asking = Known | { readonly workflowId: string; readonly last: ClosedRun };

/** Workflow types that live or end a stay. */
const STAYS: ReadonlySet<string> = new Set([GUEST_STAY, CLOSE_STAY]);
const RUNS_ON_A_PAGE = 20;
const ANSWER_WITHIN_MS = 5_000;

/**
 * The status of the last closed run of a stay, other than the one that asks; undefined if there is
 * none within the namespace's retention. Its ledger as well where the run was stopped from outside: it
 * has no result, but its history still answers. Of such a run nobody knows that its access is gone, so
 * it counts as being revoked. A run that failed was a refused put and no stay: it tells only which revisions
 * that put had overtaken. One that was stopped before it was planned tells what it heard, and no more. One that
 * was reset, and that nobody had ended, tells what it left: the run that goes on for it hears its requests again,
 * and none of them is overtaken by itself.
 */
export async function recallRecord(
  client: Client,
  asking: Asking,
): Promise<StayRecord | undefined> {
  return (await recall(client, asking)).record;
}

/** The same, and whether that is all that there is to know. */
export async function recall(client: Client, asking: Asking): Promise<Recollection> {
  const { workflowId } = asking;
  const runId = 'runId' in asking ? asking.runId : undefined;
  const since: Unlearned[] = [];
  let heir = runId;
  let isUnsure = false;
  const over = (record?: StayRecord): Recollection => {
    const known = together(record, since);
    return { ...(known && { record: known }), ...(isUnsure && { isUnsure }) };
  };
  for await (const { execution, status, type } of runsBefore(client, asking)) {
    if (!execution?.runId || execution.runId === runId || !STAYS.has(type?.name ?? '')) continue;
    const ending = Number(status);
    // A refused put had learnt of those refused before it.
    if (ending === FAILED && since.some(({ isRefused }) => isRefused)) continue;
    const run = { workflowId, runId: execution.runId };
    const mayBeReset = heir !== undefined && ending === TERMINATED;
    const isReset = mayBeReset && (await goesOnIn(client, run)) === heir;
    if (isReset) heir = run.runId;
    const known = await recordOf(client, run, ending);
    if (known === 'unanswered') isUnsure = true;
    if (known === undefined || known === 'unanswered') continue;
    const record = isReset ? withoutRequests(known) : known;
    const isRefused = ending === FAILED;
    if (!isRefused && record.isUnlearned !== true) return over(record);
    since.push({ status: record.status, ...(isRefused && { isRefused }) });
  }
  return over();
}

/** What the last run knew that had learnt of those before it, and what was heard since. */
function together(
  record: StayRecord | undefined,
  since: readonly Unlearned[],
): StayRecord | undefined {
  const status = withUnlearned(record?.status, since);
  return status && { status, ledger: record?.ledger ?? [] };
}

/**
 * The closed runs, the newest first. Visibility is a moment behind: a run that has just closed is still listed as open,
 * beside the one that asks. Whether it is tells Temporal itself.
 */
async function* runsBefore(client: Client, asking: Asking): AsyncGenerator<ClosedRun> {
  const { workflowId } = asking;
  const justClosed = 'last' in asking ? [asking.last] : await lateListed(client, asking);
  yield* justClosed;
  const told = new Set(justClosed.map(({ execution }) => execution?.runId));
  for await (const run of closedRuns(client, workflowId)) {
    if (!told.has(run.execution?.runId)) yield run;
  }
}

async function lateListed(client: Client, { workflowId, runId }: Known): Promise<ClosedRun[]> {
  const { executions } = await client.workflowService.listOpenWorkflowExecutions({
    namespace: client.options.namespace,
    maximumPageSize: RUNS_ON_A_PAGE,
    executionFilter: { workflowId },
  });
  const closed: ClosedRun[] = [];
  for (const { execution, type } of executions.toSorted(lastStartedFirst)) {
    if (!execution?.runId || execution.runId === runId) continue;
    const run = { workflowId, runId: execution.runId };
    const status = (await describe(client, run))?.status;
    if (status && !isOpenRun(status.name)) closed.push({ execution, status: status.code, type });
  }
  return closed;
}

/** As far back as Temporal knows: any number of refused puts may lie between. */
async function* closedRuns(client: Client, workflowId: string) {
  let nextPageToken: Uint8Array = new Uint8Array();
  do {
    const page = await client.workflowService.listClosedWorkflowExecutions({
      namespace: client.options.namespace,
      maximumPageSize: RUNS_ON_A_PAGE,
      executionFilter: { workflowId },
      nextPageToken,
    });
    yield* page.executions.toSorted(lastStartedFirst);
    nextPageToken = page.nextPageToken;
  } while (nextPageToken.length > 0);
}

/** Two runs of one id are never open at the same time. */
function lastStartedFirst(
  one: { readonly startTime?: Timestamp | null },
  other: { readonly startTime?: Timestamp | null },
): number {
  return timestampMs(other.startTime) - timestampMs(one.startTime);
}

/** The run that goes on for one that was reset; undefined if it was not, and on servers that do not say it. */
async function goesOnIn(client: Client, run: Known): Promise<string | undefined> {
  return (await describe(client, run))?.raw.workflowExtendedInfo?.resetRunId || undefined;
}

function describe(client: Client, { workflowId, runId }: Known) {
  return unlessDeleted(client.workflow.getHandle(workflowId, runId).describe());
}

/** Lists show a run for a moment yet that somebody has deleted: it is as if it had never been. */
async function unlessDeleted<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function recordOf(
  client: Client,
  { workflowId, runId }: Known,
  ending: number,
): Promise<StayRecord | 'unanswered' | undefined> {
  if (ending === CONTINUED_AS_NEW) return undefined;
  const handle = client.workflow.getHandle<() => Promise<Status>>(workflowId, runId, {
    followRuns: false,
  });
  if (ending === COMPLETED) {
    const status = await unlessDeleted(handle.result());
    return status && { status, ledger: [] };
  }
  try {
    const asked = (): Promise<StayRecord> => handle.query(stayRecordQuery);
    return stopped(await client.withDeadline(Date.now() + ANSWER_WITHIN_MS, asked), runId);
  } catch (error) {
    // Stopped before its first step, or by a version that cannot be asked: an older run may know.
    return isUnanswered(error) ? 'unanswered' : undefined;
  }
}

function stopped({ status, ledger, isUnlearned }: StayRecord, runId: string): StayRecord {
  const byNobody = status.endedBy === undefined ? { orphaned: true as const } : {};
  const known = isUnlearned ? { isUnlearned } : {};
  const own = { ...byNobody, ...announcedBy(status, runId) };
  return { status: { ...status, phase: 'revoking', ...own }, ledger, ...known };
}

/** temporal.api.enums.v1.WorkflowExecutionStatus */
const COMPLETED = 2;
const FAILED = 3;
const TERMINATED = 5;
const CONTINUED_AS_NEW = 6;
