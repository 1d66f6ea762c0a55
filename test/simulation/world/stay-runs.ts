import type { FoundRun, SeenRun, StayRuns } from '../../../activities/index.ts';
import { PayloadUnreadable } from '../../../src/codec/unreadable.ts';
import type { StayRecord } from '../../../src/contract/closing.ts';
import {
  CLOSE_STAY,
  RECONCILE,
  reservationIdOf,
  stayWorkflowId,
} from '../../../src/contract/names.ts';
import type { PassResult } from '../../../src/contract/reconciling.ts';
import type { Status } from '../../../src/contract/status.ts';
import { announcedBy } from '../../../src/stay/announcement.ts';
import { withUnlearned, type Unlearned } from '../../../src/stay/inheriting.ts';
import { withoutRequests } from '../../../src/worker/reset-record.ts';
import type { ShownAttribute } from '../temporal/history.ts';
import { fromPayload, type Payload, toPayload } from '../temporal/payload.ts';
import type { Run } from '../temporal/run.ts';
import { shownBy } from '../temporal/search-attributes.ts';
import { resultOf, type Temporal } from '../temporal/temporal.ts';

import type { Encryption } from './encryption.ts';

/** Small, so that a house is read in several. */
const PAGE = 7;

/** The runs of stays as the reconciler asks for them; what it lists is so many milliseconds behind. */
export function stayRunsIn(
  reach: () => Temporal,
  ask: Ask,
  now: () => number,
  lagMs: number,
  wire: Encryption | undefined,
): StayRuns {
  const temporal = (): Temporal => {
    if (!reach().isServerUp) throw new Error('Temporal is away.');
    return reach();
  };
  const visible = (): readonly Visible[] => visibleAt(temporal(), now() - lagMs);
  return {
    async lastMemory() {
      const passes = visible().filter(({ run }) => typeOf(run) === RECONCILE);
      const last = passes.findLast(
        ({ run, status }) =>
          status === 'WorkflowExecutionCompleted' && wire?.canRead(run.kept.slice(-1)) !== false,
      );
      if (last === undefined) return undefined;
      const { workflowId, runId } = last.run;
      return { memory: (resultOf(last.run) as PassResult).memory, run: { workflowId, runId } };
    },
    // What is known of a house fits into one message.
    memoryPart: async () => undefined,
    async known(reservationIds) {
      const ids = visible().flatMap(({ run, status }) =>
        status === 'WorkflowExecutionFailed' ? [] : (reservationIdOf(run.workflowId) ?? []),
      );
      return new Set(ids.filter((id) => reservationIds.includes(id)));
    },
    async page(cursor) {
      const at = now() - lagMs;
      const all = visibleAt(temporal(), at).flatMap((one) => seenRun(one, at));
      const from = Number(cursor ?? 0);
      const runs = all.slice(from, from + PAGE);
      const next = from + PAGE;
      return next < all.length ? { runs, next: String(next) } : { runs };
    },
    find: async (reservationId) => find(temporal(), ask, stayWorkflowId(reservationId), wire),
    async close(orphan, workflowId) {
      if (temporal().open(workflowId) !== undefined) return 'already-open';
      const attributes = [{ name: 'StayPhase', type: 'KEYWORD', value: toPayload('revoking') }];
      const args = [await sealed(wire, workflowId, orphan)];
      temporal().start(workflowId, { workflowType: CLOSE_STAY, args, attributes });
      return 'started';
    },
    async wake({ reservationId, systemIds }) {
      const workflowId = stayWorkflowId(reservationId);
      const payload = await sealed(wire, workflowId, { systemIds });
      temporal().open(workflowId)?.signal('checkStay', [payload]);
    },
  };
}

/** What a step of a worker sends to another workflow. */
async function sealed(
  wire: Encryption | undefined,
  workflowId: string,
  value: unknown,
): Promise<Payload> {
  const payload = toPayload(value);
  return wire === undefined ? payload : wire.fromStep(workflowId, payload);
}

/** A run as a list shows it. */
interface Visible {
  readonly run: Run;
  readonly status: 'open' | NonNullable<Run['closing']>['type'];
}

function visibleAt({ runs }: Temporal, at: number): readonly Visible[] {
  return runs.flatMap((run) => {
    if (run.begunAt > at) return [];
    const { closing } = run;
    return { run, status: closing === undefined || closing.at > at ? 'open' : closing.type };
  });
}

/** A run that is open, or that somebody stopped, with its search attributes as they were. */
function seenRun({ run, status }: Visible, at: number): readonly SeenRun[] {
  const reservationId = reservationIdOf(run.workflowId);
  const isOpen = status === 'open';
  if (reservationId === undefined) return [];
  if (!isOpen && status !== 'WorkflowExecutionTerminated') return [];
  const shown = shownBy(run, at);
  const textOf = (name: string): string | undefined => textIn(shown, name);
  const ids = shown.find(({ name }) => name === 'StaySeamIds')?.value;
  return [
    {
      ...{ reservationId, runId: run.runId, isOpen },
      ...{ phase: textOf('StayPhase'), listingId: textOf('StayListing') },
      hasProblem: textOf('StayProblem') !== undefined,
      ...{ opensAt: textOf('StayOpensAt'), closesAt: textOf('StayClosesAt') },
      seamIds: (ids === undefined ? [] : fromPayload(ids)) as readonly string[],
    },
  ];
}

function textIn(shown: readonly ShownAttribute[], wanted: string): string | undefined {
  const payload = shown.find(({ name }) => name === wanted)?.value;
  const value = payload === undefined ? undefined : fromPayload(payload);
  return typeof value === 'string' ? value : undefined;
}

function typeOf({ history: [start] }: Run): string {
  return start?.type === 'WorkflowExecutionStarted' ? start.workflowType : '';
}

function find(
  temporal: Temporal,
  ask: Ask,
  workflowId: string,
  wire: Encryption | undefined,
): FoundRun {
  const open = temporal.open(workflowId);
  if (open === undefined) {
    try {
      const record = lastRecord(temporal, ask, { workflowId }, wire);
      return { run: 'closed', ...(record && { record }) };
    } catch (error) {
      if (!(error instanceof PayloadUnreadable)) throw error;
    }
  }
  const record = open !== undefined && temporal.isWorkerUp ? ask(open) : undefined;
  if (record !== undefined) return { run: 'open', record };
  const run = open ?? temporal.runs.findLast((one) => one.workflowId === workflowId);
  if (run === undefined) return { run: 'silent' };
  const closesAt = textIn(shownBy(run), 'StayClosesAt');
  const listingId = textIn(shownBy(run), 'StayListing') ?? '';
  return { run: 'silent', ...(closesAt && { last: { listingId, revision: 0, closesAt } }) };
}

/**
 * What the last closed run of a stay knew, other than the one that asks: its result, or, of a run that
 * was terminated, what it answers still.
 */
export function lastRecord(
  temporal: Temporal,
  ask: Ask,
  asks: { readonly workflowId: string; readonly runId?: string },
  wire?: Encryption,
): StayRecord | undefined {
  const closed = temporal.runs.filter(
    (run) => run.workflowId === asks.workflowId && run.runId !== asks.runId && !run.isOpen,
  );
  const since: Unlearned[] = [];
  const over = (record?: StayRecord): StayRecord | undefined => {
    const status = withUnlearned(record?.status, since);
    return status && { status, ledger: record?.ledger ?? [] };
  };
  let heir = asks.runId;
  for (const run of closed.toReversed()) {
    const isReset = temporal.runs.some(({ runId, copied }) => runId === heir && copied?.of === run);
    if (isReset) heir = run.runId;
    if (run.closing?.type === 'WorkflowExecutionCompleted') {
      // As the client throws: the step is tried again until the key is there.
      if (wire?.canRead(run.kept.slice(-1)) === false) throw new PayloadUnreadable('unknown-key');
      return over({ status: resultOf(run) as Status, ledger: [] });
    }
    const isRefused = run.closing?.type === 'WorkflowExecutionFailed';
    if (!isRefused && run.closing?.type !== 'WorkflowExecutionTerminated') continue;
    const record = ask(run);
    if (record === undefined) continue;
    if (isRefused) {
      since.push({ status: record.status, isRefused });
      continue;
    }
    const byNobody = record.status.endedBy === undefined ? { orphaned: true as const } : {};
    const own = { ...byNobody, ...announcedBy(record.status, run.runId) };
    const status = { ...record.status, phase: 'revoking' as const, ...own };
    const known = { ...record, status };
    const told = isReset ? withoutRequests(known) : known;
    if (record.isUnlearned !== true) return over(told);
    since.push({ status: told.status });
  }
  return over();
}

/** What the instances of runs answer, those of before also. */
export type Ask = (run: Run) => StayRecord | undefined;
