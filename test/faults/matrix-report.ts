import { type Cell, DEATHS, nameOf } from './cell.ts';
import type { NotStruck } from './not-struck.ts';

/** What the report of a whole matrix says beside the cells. */
export interface Circumstances {
  readonly command: string;
  readonly at: string;
  readonly minutes: number;
  readonly machine: string;
  /** Calls to Seam that no cell strikes. */
  readonly notStruck: readonly NotStruck[];
}

/** The matrix as a page: of each call's outcomes, how many passed under each death of its worker. */
export function matrixReport(
  cells: readonly Cell[],
  passed: ReadonlySet<string>,
  { command, at, minutes, machine, notStruck }: Circumstances,
): string {
  const good = cells.filter((cell) => passed.has(nameOf(cell))).length;
  const rows = Map.groupBy(cells, ({ site: { step, route } }) => `${step} | \`${route}\``);
  const lines = [...rows].map(([place, row]) => {
    const recipes = [...new Set(row.map(({ site }) => site.scenario.recipe))].join(', ');
    const counts = DEATHS.map((death) => {
      const under = row.filter((cell) => cell.death === death);
      return `${under.filter((cell) => passed.has(nameOf(cell))).length}/${under.length}`;
    });
    return `| ${[place, recipes, ...counts].join(' | ')} |`;
  });
  return [
    '# The fault matrix',
    `${good} of ${cells.length} cells passed: ${rows.size} places in our code that call Seam, each with every outcome of the` +
      ' sandbox, and under every death of the worker that makes the call. One cell is one stay on a real Temporal server;' +
      ' `test/faults/` says what it must show to pass.',
    `Made by \`${command}\` on ${at}, in ${minutes} minutes on ${machine}.`,
    `| step | call | lived by stays of | ${DEATHS.join(' | ')} |\n|${'-|'.repeat(3 + DEATHS.length)}\n${lines.join('\n')}`,
    '## Calls that no cell strikes',
    'A place above is a route that a step calls; where a step calls it from two lines, the first call is the' +
      ' one that is struck. No scenario strikes these:',
    `| step | call | why not |\n|-|-|-|\n${notStruck.map(rowOf).join('\n')}`,
    '',
  ].join('\n\n');
}

function rowOf({ step, route, why }: NotStruck): string {
  return `| ${step} | \`${route}\` | ${why} |`;
}
