import type { StayPage, StaySummary } from '../../client/index.ts';
import { clockOf } from '../../listings/utc-offsets.ts';
import { localText } from '../../stay/local-text.ts';
import type { Terminal } from '../terminal.ts';

const HEAD = ['reservation', 'listing', 'phase', 'opens', 'closes', 'zone', 'problem'] as const;

/** Stays as a table, for people: each on the clock of its own listing. */
export function listText(page: StayPage, terminal: Pick<Terminal, 'paint'>): string[] {
  if (page.stays.length === 0) return ['No such stays.'];
  const rows = [HEAD, ...page.stays.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  return [
    terminal.paint('dim', head),
    ...body,
    ...(page.cursor === undefined ? [] : ['', `More with --cursor ${page.cursor}`]),
  ];
}

function cells(stay: StaySummary): readonly string[] {
  const { opensAt, closesAt, timeZone } = stay;
  const clock = clockOf(timeZone);
  const minute = (instant: string | undefined): string =>
    instant === undefined ? '' : localText(instant, clock).slice(0, 16);
  return [
    stay.reservationId,
    stay.listingId ?? '',
    stay.phase ?? '',
    minute(opensAt),
    minute(closesAt),
    clock === undefined ? (opensAt === undefined ? '' : 'UTC') : (timeZone ?? ''),
    stay.problem?.type ?? '',
  ];
}
