import type { FailureGroup, FailureRow } from './failure-rows.ts';
import type { MarkedTest } from './marked-tests.ts';

/** The failure model as a page: each row with its tests, or why it has none. */
export function failureTable(
  groups: readonly FailureGroup[],
  tests: readonly MarkedTest[],
): string {
  const rows = groups.flatMap((group) => group.rows);
  const tested = new Set(tests.flatMap((test) => test.rows)).size;
  return [
    '# What can go wrong',
    `${rows.length} ways in which things go wrong, and the tests that make them happen: ${tested} have one. ` +
      'What the simulator plays is in [reliability.md](../reliability.md). The page is generated from ' +
      '`test/reliability/failure-rows.ts` and from the marks above the tests, such as `// Failure rows: 3, 16`.',
    ...groups.flatMap(({ title, rows: its }) => [`## ${title}`, tableOf(its, tests)]),
    '',
  ].join('\n\n');
}

function tableOf(rows: readonly FailureRow[], tests: readonly MarkedTest[]): string {
  const lines = rows.map(({ row, what, note }) => {
    const names = tests.filter((test) => test.rows.includes(row)).map(nameOf);
    return `| ${row} | ${what} | ${[...names, ...(note === undefined ? [] : [note])].join('<br>')} |`;
  });
  return ['| | what goes wrong | where it is tested |', '|-|-|-|', ...lines].join('\n');
}

function nameOf({ file, title, short }: MarkedTest): string {
  if (short !== undefined) return `[${short}](../../${file})`;
  const named = file.replace(/^test\//, '').replace(/(\.test)?\.ts$/, '');
  // What stands for the cases of a test is none of the reader's business.
  const said = title.replaceAll(/ ?\(?(%\w|\$name)\)?/g, ' …').replaceAll('|', '\\|');
  return `[${named}](../../${file}): ${said.trim()}`;
}
