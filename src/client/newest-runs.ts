import type { Client } from '@temporalio/client';

/** A run as Temporal's visibility lists it. */
interface ListedRun {
  readonly execution?: {
    readonly workflowId?: string | null;
    readonly runId?: string | null;
  } | null;
  readonly startTime?: Instant | null;
  readonly closeTime?: Instant | null;
}

/** An instant as it comes over the wire: its seconds are a 64-bit number. */
interface Instant {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

const NAMED_AT_ONCE = 100;
const PAGE = 1_000;

/**
 * Those of a list of runs that no later one of the same workflow id has followed, in the same order.
 * `kind` is a query that the runs which count fit. A run that is open is the newest of its id by
 * Temporal's own rule, so only closed ones are asked about: one question for a hundred of them.
 */
export async function onlyNewest<Run extends ListedRun>(
  client: Client,
  kind: string,
  runs: readonly Run[],
): Promise<readonly Run[]> {
  const closed = runs.filter(({ closeTime }) => closeTime);
  const questions: Promise<ReadonlyMap<string, number>>[] = [];
  for (let at = 0; at < closed.length; at += NAMED_AT_ONCE) {
    questions.push(latestStarts(client, kind, closed.slice(at, at + NAMED_AT_ONCE)));
  }
  const latest = new Map((await Promise.all(questions)).flatMap((starts) => [...starts]));
  return runs.filter((run) => (latest.get(idOf(run)) ?? 0) <= startOf(run));
}

/** When the last run of each of these ids began, in epoch milliseconds, if not before all of these. */
async function latestStarts(
  client: Client,
  kind: string,
  runs: readonly ListedRun[],
): Promise<ReadonlyMap<string, number>> {
  const ids = new Set(runs.map((run) => `"${idOf(run)}"`));
  const oldest = new Date(Math.min(...runs.map(startOf))).toISOString();
  const query = `${kind} AND WorkflowId IN (${[...ids].join(', ')}) AND StartTime >= "${oldest}"`;
  const latest = new Map<string, number>();
  for await (const { workflowId, startTime } of client.workflow.list({ query, pageSize: PAGE })) {
    latest.set(workflowId, Math.max(latest.get(workflowId) ?? 0, startTime.getTime()));
  }
  return latest;
}

function idOf({ execution }: ListedRun): string {
  return execution?.workflowId ?? '';
}

/** In epoch milliseconds. */
function startOf({ startTime }: ListedRun): number {
  return Math.floor(Number(startTime?.seconds ?? 0) * 1_000 + (startTime?.nanos ?? 0) / 1_000_000);
}
