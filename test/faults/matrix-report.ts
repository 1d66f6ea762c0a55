import { type Cell, DEATHS, nameOf } from './cell.ts';

/** What the report of a whole matrix says beside the cells. */
export interface Circumstances {
  readonly command: string;
  readonly at: string;
  readonly minutes: number;
  readonly machine: string;
}

/** The matrix as a page: of each call's outcomes, how many passed under each death of its worker. */
export function matrixReport(
  cells: readonly Cell[],
  passed: ReadonlySet<string>,
  { command, at, minutes, machine }: Circumstances,
): string {
  const good = cells.filter((cell) => passed.has(nameOf(cell))).length;
  const rows = Map.groupBy(cells, ({ site }) => site);
  const lines = [...rows].map(([{ tour, step, route }, row]) => {
    const counts = DEATHS.map((death) => {
      const under = row.filter((cell) => cell.death === death);
      return `${under.filter((cell) => passed.has(nameOf(cell))).length}/${under.length}`;
    });
    return `| ${[tour.recipe, step, `\`${route}\``, ...counts].join(' | ')} |`;
  });
  return [
    '# The fault matrix',
    `${good} of ${cells.length} cells passed: ${rows.size} calls to Seam, each with every outcome of the sandbox, and under` +
      ' every death of the worker that makes it. `test/faults/` says what a cell must show to pass.',
    `Made by \`${command}\` on ${at}, in ${minutes} minutes on ${machine}.`,
    `| recipe | step | call | ${DEATHS.join(' | ')} |\n|${'-|'.repeat(3 + DEATHS.length)}\n${lines.join('\n')}`,
    '',
  ].join('\n\n');
}
