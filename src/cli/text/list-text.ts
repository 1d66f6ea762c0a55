import type { StayPage, StaySummary } from '../../client/index.ts';
import type { Terminal } from '../terminal.ts';

const HEAD = ['reservation', 'listing', 'phase', 'opens', 'closes', 'problem'] as const;

/** Stays as a table, for people. */
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
  return [
    stay.reservationId,
    stay.listingId ?? '',
    stay.phase ?? '',
    minute(stay.opensAt),
    minute(stay.closesAt),
    stay.problem?.type ?? '',
  ];
}

function minute(instant: string | undefined): string {
  return instant?.slice(0, 16).replace('T', ' ') ?? '';
}
