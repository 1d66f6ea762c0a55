import type { Terminal } from '../terminal.ts';

import type { Part } from './cast.ts';
import { judge } from './judge.ts';
import type { Seen } from './play.ts';

/** How the demo went, as the doors tell it. */
export interface Review {
  readonly isGood: boolean;
  readonly lines: readonly string[];
}

/** Judges every part by its doors and what is left at Seam in the end. */
export function reviewOf(
  parts: readonly Part[],
  seen: Seen,
  left: readonly string[],
  { paint }: Pick<Terminal, 'paint'>,
): Review {
  const width = Math.max(...parts.map((part) => part.title.length));
  const rows = parts.map((part) => {
    const { reservationId } = part.reservation;
    const {
      faults,
      openedAfterMs = 0,
      shutAfterMs = 0,
    } = judge(seen.samples, { ...part, reservationId });
    const all = [...faults, ...(seen.faults.get(reservationId) ?? [])];
    const times = `opened within ${seconds(openedAfterMs)} of check-in, shut within ${seconds(shutAfterMs)} of the end`;
    const sign = all.length === 0 ? paint('green', '✔') : paint('red', '✘');
    const text = all.length === 0 ? times : all.join(', ');
    return { isGood: all.length === 0, line: `${sign} ${part.title.padEnd(width)}  ${text}` };
  });
  const remains =
    left.length === 0
      ? `${paint('green', '✔')} Nothing is left at Seam.`
      : `${paint('red', '✘')} Left at Seam: ${left.join(', ')}.`;
  return {
    isGood: left.length === 0 && rows.every((row) => row.isGood),
    lines: [...rows.map((row) => row.line), remains],
  };
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
