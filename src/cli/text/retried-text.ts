import type { Retried } from '../retry-listing.ts';
import type { Terminal } from '../terminal.ts';

import { OUTCOME_LOOKS } from './verdict-text.ts';

const MOST_IDS = 20;
const FAILED = ['red', '✘'] as const;

/** Whether a stay took its retry: not refused, not too late, and not without an answer. */
export function isRetried(one: Retried): boolean {
  const outcome = outcomeOf(one);
  return outcome === 'applied' || outcome === 'pending' || outcome === 'superseded';
}

/** What became of one stay's retry, as it is answered. */
export function retriedLine(one: Retried): string {
  const why = 'verdict' in one ? one.verdict.reason : `${one.error.message} ${one.error.next}`;
  return `${one.reservationId} ${outcomeOf(one)}${why === undefined ? '' : `: ${why}`}`;
}

/** What became of the retries of a listing's stays: how many of each outcome and, where it was not applied, which. */
export function retriedText(
  listing: string,
  all: readonly Retried[],
  { paint }: Pick<Terminal, 'paint'>,
): string[] {
  if (all.length === 0) return [`No stay at ${listing} is booked or lived.`];
  return [...Map.groupBy(all, outcomeOf)].map(([outcome, some]) => {
    const [colour, sign] = outcome === 'failed' ? FAILED : OUTCOME_LOOKS[outcome];
    const ids = outcome === 'applied' ? '' : `: ${idsOf(some)}`;
    return paint(colour, `${sign} ${some.length} ${outcome}`) + ids;
  });
}

function outcomeOf(one: Retried) {
  return 'verdict' in one ? one.verdict.outcome : 'failed';
}

function idsOf(some: readonly Retried[]): string {
  const ids = some.slice(0, MOST_IDS).map(({ reservationId }) => reservationId);
  const more = some.length - ids.length;
  return ids.join(', ') + (more > 0 ? ` and ${more} more (--json names all)` : '');
}
