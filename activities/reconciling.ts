import { lastSaidOf, type Orphan, type StayRecord } from '../src/contract/closing.ts';
import type { PassMemory, RunSteps, StayLook, Waking } from '../src/contract/reconciling.ts';
import type { Listings } from '../src/listings/load-listings.ts';

/** A run of a stay, as Temporal has it. */
export type FoundRun =
  | { readonly run: 'open'; readonly record: StayRecord }
  /** The record is absent if no run knows one any more. */
  | { readonly run: 'closed'; readonly record?: StayRecord }
  | { readonly run: 'silent' };

/** The runs of stays: what the reconciler asks Temporal, and has it do. */
export interface StayRuns {
  /** What the last completed pass handed on. */
  lastMemory(): Promise<PassMemory | undefined>;
  /** Those of the reservation ids of which there is, or was, a run that was a stay. */
  known(reservationIds: readonly string[]): Promise<ReadonlySet<string>>;
  unendedPage(
    cursor: string | undefined,
  ): Promise<{ readonly reservationIds: readonly string[]; readonly next?: string }>;
  find(reservationId: string): Promise<FoundRun>;
  close(orphan: Orphan): Promise<'started' | 'already-open'>;
  /** Does nothing if no run is open. */
  wake(stay: Waking): Promise<void>;
}

/** What the reconciler's dealings with Temporal work with. */
export interface RunMeans {
  readonly runs: StayRuns;
  readonly listings: () => Promise<Listings>;
  readonly quietPeriodMs: number;
}

const AT_ONCE = 10;

/** The reconciler's dealings with the runs of stays. */
export function reconciling({ runs, listings, quietPeriodMs }: RunMeans): RunSteps {
  return {
    async recallPass() {
      const [memory, listed] = await Promise.all([runs.lastMemory(), listings()]);
      const systemIds = [...new Set([...listed.values()].map((it) => it.acsSystemId))];
      return { systemIds, ...(memory && { memory }) };
    },

    async findForgotten(reservationIds) {
      const known = await runs.known(reservationIds);
      return reservationIds.filter((id) => !known.has(id));
    },

    listUnendedStays: ({ cursor }) => runs.unendedPage(cursor),

    lookAtStays: (reservationIds) =>
      inGroups(reservationIds, async (reservationId) =>
        toLook(reservationId, await runs.find(reservationId)),
      ),

    async closeOrphans(orphans) {
      const woken: string[] = [];
      for (const orphan of orphans) {
        const { reservationId, found, systemIds } = orphan;
        if ((await runs.close({ ...orphan, quietPeriodMs })) === 'started') continue;
        const seenIn = found.flatMap((it) => (it.systemId === undefined ? [] : [it.systemId]));
        await runs.wake({ reservationId, systemIds: [...new Set([...systemIds, ...seenIn])] });
        woken.push(reservationId);
      }
      return { woken };
    },

    async wakeStays(stays) {
      await inGroups(stays, (stay) => runs.wake(stay));
    },
  };
}

function toLook(reservationId: string, found: FoundRun): StayLook {
  if (found.run === 'silent') return { reservationId, run: 'silent' };
  const ledger = (found.record?.ledger ?? []).filter((entry) => entry.state !== 'removed');
  if (found.run === 'open') {
    const { phase, problem } = found.record.status;
    return { reservationId, run: 'open', phase, hasProblem: problem !== undefined, ledger };
  }
  const last = found.record && lastSaidOf(found.record.status);
  return { reservationId, run: 'closed', ledger, ...(last && { last }) };
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
