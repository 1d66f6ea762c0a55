import type { FailureGroup, FailureRow, TestName } from './failure-rows.ts';

/** The failure model as a page: each row with its tests, or why it has none. */
export function failureTable(groups: readonly FailureGroup[]): string {
  const rows = groups.flatMap((group) => group.rows);
  const tested = rows.filter(({ tests }) => tests.length > 0).length;
  return [
    '# What can go wrong',
    `${rows.length} ways in which things go wrong, and the tests that make them happen: ${tested} have one. ` +
      'What the simulator plays is in [reliability.md](../reliability.md). The page is generated from ' +
      '`test/reliability/failure-rows.ts`, and a test looks that each test named here is there.',
    ...groups.flatMap(({ title, rows: its }) => [`## ${title}`, tableOf(its)]),
    '',
  ].join('\n\n');
}

function tableOf(rows: readonly FailureRow[]): string {
  const lines = rows.map(
    ({ row, what, tests, note }) =>
      `| ${row} | ${what} | ${[...tests.map(nameOf), ...(note === undefined ? [] : [note])].join('<br>')} |`,
  );
  return ['| | what goes wrong | where it is tested |', '|-|-|-|', ...lines].join('\n');
}

function nameOf([file, title, short]: TestName): string {
  if (short !== undefined) return `[${short}](../../${file})`;
  const named = file.replace(/^test\//, '').replace(/(\.test)?\.ts$/, '');
  // What stands for the cases of a test is none of the reader's business.
  const said = title.replaceAll(/ ?\(?(%\w|\$name)\)?/g, ' …').replaceAll('|', '\\|');
  return `[${named}](../../${file}): ${said.trim()}`;
}
