import type { StaySummary } from '../client/list-stays.ts';
import { isProblemType, type ProblemType } from '../contract/problems.ts';

import type { Measures } from './meter.ts';
import type { LabelsOf, WORKER_METRICS } from './metrics.ts';

/** A check-out is so long past that everything should be proven gone, the quiet period aside. Milliseconds. */
const OVERDUE_AFTER_MS = 15 * 60_000;
/** So near is a check-in that somebody has to hear of a door that is not ready. Milliseconds. */
const SOON_MS = 30 * 60_000;

/** With these a guest who was granted cannot get in all the same. */
const LOCKED_OUT: ReadonlySet<string> = new Set<ProblemType>([
  'NoSeatLeft',
  'NotSubscribed',
  'AccessSuspended',
  'AccessSystemRefused',
  'AccessInTrouble',
  'UserInTheWay',
  'GuestHasAnotherStay',
]);

type Labels = LabelsOf<typeof WORKER_METRICS, 'nightlatch_open_stays'>;

/** The gauges that tell of open stays, as one look at all of them found them. */
export class StayGauges {
  readonly #measures: Measures;
  readonly #quietPeriodMs: number;
  readonly #shown = new Map<string, Labels>();
  /** Since when a stay is overdue, in epoch milliseconds, by its reservation id. */
  readonly #overdue = new Map<string, number>();

  constructor(measures: Measures, quietPeriodMs: number) {
    this.#measures = measures;
    this.#quietPeriodMs = quietPeriodMs;
  }

  /** Shows these stays and no others. `now` is epoch milliseconds. */
  show(stays: readonly StaySummary[], now: number): void {
    const counts = countsOf(stays);
    for (const [key, { labels }] of counts) this.#shown.set(key, labels);
    // A gauge keeps what it was set to last.
    for (const [key, labels] of this.#shown)
      this.#measures.set('nightlatch_open_stays', counts.get(key)?.count ?? 0, labels);
    showNotReady(this.#measures, stays, now);
    this.#noteOverdue(stays, now);
    const oldest = Math.min(now, ...this.#overdue.values());
    this.#measures.set('nightlatch_revocations_overdue', this.#overdue.size, {});
    this.#measures.set('nightlatch_oldest_overdue_revocation_seconds', (now - oldest) / 1_000, {});
  }

  #noteOverdue(stays: readonly StaySummary[], now: number): void {
    const overdue = stays.filter((stay) => isOverdue(stay, now - this.#quietPeriodMs));
    const ids = new Set(overdue.map(({ reservationId }) => reservationId));
    for (const id of this.#overdue.keys()) if (!ids.has(id)) this.#overdue.delete(id);
    for (const { reservationId, closesAt = '' } of overdue) {
      const since = Math.min(now, Date.parse(closesAt) || now);
      this.#overdue.set(reservationId, Math.min(since, this.#overdue.get(reservationId) ?? now));
    }
  }
}

function countsOf(stays: readonly StaySummary[]) {
  const groups = Map.groupBy(
    stays,
    ({ phase = 'planning', problem }) => `${phase} ${problem ? knownType(problem.type) : ''}`,
  );
  return new Map(
    [...groups].map(([key, { length: count }]) => {
      const [phase = '', problem = ''] = key.split(' ');
      return [key, { labels: { phase, problem }, count }];
    }),
  );
}

function showNotReady(measures: Measures, stays: readonly StaySummary[], now: number): void {
  const due = stays.map((stay) => dueIfNotReady(stay, now));
  for (const when of ['now', 'soon'] as const) {
    const count = due.filter((each) => each === when).length;
    measures.set('nightlatch_doors_not_ready', count, { due: when });
  }
}

/** When the guest comes who could not get in by now; undefined where that is long ahead, or all is well. */
function dueIfNotReady(
  { phase = 'planning', opensAt = '', closesAt = '', problem }: StaySummary,
  now: number,
): 'now' | 'soon' | undefined {
  const isGranted = phase === 'waiting' || phase === 'open';
  const isLockedOut = isGranted && LOCKED_OUT.has(problem?.type ?? '');
  if (phase !== 'planning' && phase !== 'granting' && !isLockedOut) return undefined;
  if (Date.parse(closesAt) <= now || !(Date.parse(opensAt) <= now + SOON_MS)) return undefined;
  return Date.parse(opensAt) <= now ? 'now' : 'soon';
}

function isOverdue({ problem, closesAt = '' }: StaySummary, now: number): boolean {
  return problem?.type === 'RevocationOverdue' || Date.parse(closesAt) < now - OVERDUE_AFTER_MS;
}

/** A backend may start a stay with attributes of its own. */
function knownType(type: string): string {
  return isProblemType(type) ? type : 'unknown';
}
