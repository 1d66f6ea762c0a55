import type { Client } from '@temporalio/client';

import { listStays, parseFilter, type StaySummary } from '../client/list-stays.ts';
import { isProblemType } from '../contract/problems.ts';

import type { Measures } from './meter.ts';
import type { LabelsOf } from './metrics.ts';

/** A check-out is so long past that everything should be proven gone, the quiet period aside. Milliseconds. */
const OVERDUE_AFTER_MS = 15 * 60_000;
const PAGE = 1_000;

type Labels = LabelsOf<'nightlatch_open_stays'>;

/** Shows the open stays by phase and problem, and what is overdue. */
export interface StaysListed {
  /** Lists them once; throws what Temporal's client throws. `now` is epoch milliseconds. */
  look(now: number): Promise<void>;
  /** Shows none: another worker looks. */
  rest(): void;
}

/** The stays of a client's namespace, as Temporal's visibility lists them. */
export function staysListed(
  client: Client,
  measures: Measures,
  quietPeriodMs: number,
): StaysListed {
  const shown = new Map<string, Labels>();
  const overdueSince = new Map<string, number>();
  const show = (
    counts: ReadonlyMap<string, { readonly labels: Labels; readonly count: number }>,
  ) => {
    for (const [key, { labels }] of counts) shown.set(key, labels);
    // A gauge keeps what it was set to last.
    for (const [key, labels] of shown)
      measures.set('nightlatch_open_stays', counts.get(key)?.count ?? 0, labels);
  };
  const showOverdue = (now: number): void => {
    const oldest = Math.min(now, ...overdueSince.values());
    measures.set('nightlatch_revocations_overdue', overdueSince.size, {});
    measures.set('nightlatch_oldest_overdue_revocation_seconds', (now - oldest) / 1_000, {});
  };
  return {
    async look(now) {
      const stays = await allOpen(client);
      show(countsOf(stays));
      const overdue = stays.filter((stay) => isOverdue(stay, now - quietPeriodMs));
      const ids = new Set(overdue.map(({ reservationId }) => reservationId));
      for (const id of overdueSince.keys()) if (!ids.has(id)) overdueSince.delete(id);
      for (const { reservationId, closesAt = '' } of overdue) {
        const since = Math.min(now, Date.parse(closesAt) || now);
        overdueSince.set(reservationId, Math.min(since, overdueSince.get(reservationId) ?? now));
      }
      showOverdue(now);
      measures.set('nightlatch_stays_listed_timestamp_seconds', now / 1_000, {});
    },
    rest() {
      overdueSince.clear();
      show(new Map());
      showOverdue(0);
    },
  };
}

async function allOpen(client: Client): Promise<readonly StaySummary[]> {
  const stays: StaySummary[] = [];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? {} : { cursor };
    const filter = parseFilter({ isRunning: true, limit: PAGE, ...more });
    const page = await listStays(client, filter);
    stays.push(...page.stays);
    ({ cursor } = page);
  } while (cursor !== undefined);
  return stays;
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

function isOverdue({ problem, closesAt = '' }: StaySummary, now: number): boolean {
  return problem?.type === 'RevocationOverdue' || Date.parse(closesAt) < now - OVERDUE_AFTER_MS;
}

/** A backend may start a stay with attributes of its own. */
function knownType(type: string): string {
  return isProblemType(type) ? type : 'unknown';
}
