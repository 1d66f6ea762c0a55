import {
  lastSaidOf,
  type LastSaid,
  type Orphan,
  type StayRecord,
} from '../src/contract/closing.ts';
import { closeWorkflowId, stayWorkflowId } from '../src/contract/names.ts';
import type {
  ListedRun,
  MemoryPart,
  PartOfRuns,
  PassMemory,
  PassRun,
  RunSteps,
  StayLook,
  Waking,
} from '../src/contract/reconciling.ts';
import type { Status } from '../src/contract/status.ts';
import type { Listings } from '../src/listings/load-listings.ts';
import { digestOf } from '../src/stay/digest.ts';

import type { Clock } from './attempt.ts';

/** A run of a stay as a list of Temporal's shows it, a moment late. */
export interface SeenRun {
  readonly reservationId: string;
  readonly runId: string;
  /** If not, somebody stopped it from outside. */
  readonly isOpen: boolean;
  /** Somebody has paused it: the list shows another run than before, so that a pass asks it. */
  readonly isPaused?: true;
  readonly phase?: string | undefined;
  /** A guest who moves within an access system keeps user, credential and window: this alone shows it. */
  readonly listingId?: string | undefined;
  readonly hasProblem: boolean;
  readonly opensAt?: string | undefined;
  readonly closesAt?: string | undefined;
  readonly seamIds: readonly string[];
}

/** A run of a stay, as Temporal has it. */
export type FoundRun =
  | { readonly run: 'open'; readonly record: StayRecord }
  /** The record is absent if no run knows one any more; not sure if one of them gave no answer in time. */
  | { readonly run: 'closed'; readonly record?: StayRecord; readonly isUnsure?: true }
  /** It does not answer, or its result cannot be read; what its search attributes say, if they say when it closes. */
  | { readonly run: 'silent'; readonly last?: LastSaid };

/** The runs of stays: what the reconciler asks Temporal, and has it do. */
export interface StayRuns {
  /** What the last completed pass handed on, and which run that was. */
  lastMemory(): Promise<{ readonly memory: PassMemory; readonly run: PassRun } | undefined>;
  /** What a run of a pass kept of its memory beside that. */
  memoryPart(run: PassRun, nth: number): Promise<MemoryPart | undefined>;
  /** Those of the reservation ids of which there is, or was, a run that was a stay. */
  known(reservationIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Runs that are open, or that somebody stopped. */
  page(
    cursor: string | undefined,
  ): Promise<{ readonly runs: readonly SeenRun[]; readonly next?: string }>;
  find(reservationId: string): Promise<FoundRun>;
  /** Under the stay's own workflow id, or beside a run that has it. */
  close(orphan: Orphan, workflowId: string): Promise<'started' | 'already-open'>;
  /** Does nothing if no run is open. */
  wake(stay: Waking): Promise<void>;
}

/** What the reconciler's dealings with Temporal work with. */
export interface RunMeans {
  readonly runs: StayRuns;
  readonly clock: Clock;
  readonly listings: () => Promise<Listings>;
  readonly quietPeriodMs: number;
}

const AT_ONCE = 10;

/** Pages of the list of runs in one part: some 200 kB. */
const PAGES_IN_PART = 4;

/** The reconciler's dealings with the runs of stays. */
export function reconciling(means: RunMeans): RunSteps {
  const { runs, listings, quietPeriodMs } = means;
  return {
    async recallPass({ hasMemory }) {
      const [last, listed, part] = await Promise.all([
        hasMemory ? undefined : runs.lastMemory(),
        // While nobody can read them, the systems that the pass before knew are read: a door may have to be shut.
        listings().catch((): Listings => new Map()),
        partOfRuns(means, undefined),
      ]);
      const systemIds = [...new Set([...listed.values()].map((it) => it.acsSystemId))];
      const overdueAfterMs = overdueAfter(quietPeriodMs);
      return { systemIds, overdueAfterMs, ...part, ...(last && { last }) };
    },

    recallPart: ({ nth, ...run }) => runs.memoryPart(run, nth),

    async keepPart() {},

    listRuns: ({ cursor }) => partOfRuns(means, cursor),

    async findForgotten(reservationIds) {
      const known = await runs.known(reservationIds);
      return reservationIds.filter((id) => !known.has(id));
    },

    lookAtStays: (reservationIds) =>
      inGroups(reservationIds, async (reservationId) =>
        toLook(reservationId, await runs.find(reservationId)),
      ),

    async closeOrphans(orphans) {
      const woken: string[] = [];
      for (const orphan of orphans) {
        const { reservationId, found, systemIds } = orphan;
        if (
          (await runs.close({ ...orphan, quietPeriodMs }, stayWorkflowId(reservationId))) ===
          'started'
        )
          continue;
        const seenIn = found.flatMap((it) => (it.systemId === undefined ? [] : [it.systemId]));
        await runs.wake({ reservationId, systemIds: [...new Set([...systemIds, ...seenIn])] });
        woken.push(reservationId);
      }
      return { woken };
    },

    async closeApart(orphans) {
      for (const orphan of orphans) {
        await runs.close({ ...orphan, quietPeriodMs }, closeWorkflowId(orphan.reservationId));
      }
    },

    async wakeStays(stays) {
      await inGroups(stays, (stay) => runs.wake(stay));
    },
  };
}

async function partOfRuns(
  { runs, clock, quietPeriodMs }: RunMeans,
  from: string | undefined,
): Promise<PartOfRuns> {
  const listed: ListedRun[] = [];
  let next = from;
  for (let pages = 0; pages < PAGES_IN_PART; pages += 1) {
    const page = await runs.page(next);
    listed.push(...page.runs.map((run) => toListed(run, clock(), quietPeriodMs)));
    next = page.next;
    if (next === undefined) break;
  }
  return { runs: listed, ...(next && { next }) };
}

const OVERDUE_MS = 5 * 60_000;
const STUCK_MS = 60 * 60_000;

/**
 * A stay begins its end within seconds; but at eleven a worker may have so much to do that it answers late. Where
 * everything goes fast, as in a trial, nobody waits for five minutes.
 */
function overdueAfter(quietPeriodMs: number): number {
  return Math.min(OVERDUE_MS, 10 * quietPeriodMs);
}

function isOverdue({ phase, closesAt }: SeenRun, now: number, quietPeriodMs: number): boolean {
  if (closesAt === undefined) return false;
  const isEnding = phase === 'revoking' || phase === 'revoked';
  return Date.parse(closesAt) < now - (isEnding ? STUCK_MS : overdueAfter(quietPeriodMs));
}

function toListed(run: SeenRun, now: number, quietPeriodMs: number): ListedRun {
  const { reservationId, phase = '', hasProblem, isOpen } = run;
  const facts = { ...run, seamIds: run.seamIds.toSorted() };
  const shown = isOverdue(run, now, quietPeriodMs) ? 'overdue' : phase + (hasProblem ? '!' : '');
  return [reservationId, isOpen ? shown : 'stopped', digestOf(reservationId, facts)];
}

function toLook(reservationId: string, found: FoundRun): StayLook {
  if (found.run === 'silent') return { reservationId, ...found };
  const ledger = (found.record?.ledger ?? []).filter((entry) => entry.state !== 'removed');
  if (found.run === 'open') {
    const { status, isBusy } = found.record;
    const told = { phase: status.phase, hasProblem: status.problem !== undefined };
    return { reservationId, run: 'open', ...told, ...(isBusy && { isBusy }), ledger };
  }
  const { status } = found.record ?? {};
  const last = status && lastSaidOf(status);
  const untold = status !== undefined && isUntold(status) ? { isUntold: true as const } : {};
  const proven = status?.revokedAt === undefined ? {} : { provenAt: status.revokedAt };
  const unsure = found.isUnsure ? { isUnsure: true as const } : {};
  const known = { ...(last && { last }), ...proven, ...untold, ...unsure };
  return { reservationId, run: 'closed', ledger, ...known };
}

/** A run that was stopped counts as being revoked; one that ended by itself has told of it. */
function isUntold({ phase, announced }: Status): boolean {
  return phase !== 'revoked' && announced !== undefined && announced.last > 0;
}

/** Does the same with each item, a few at a time: Temporal has guests to serve meanwhile. */
async function inGroups<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const done: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    done.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  }
  return done;
}
