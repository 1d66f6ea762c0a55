import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { FAILURE_GROUPS } from './failure-rows.ts';
import { failureTable } from './failure-table.ts';

const root = join(import.meta.dirname, '../..');
const rows = FAILURE_GROUPS.flatMap((group) => group.rows);

/** Whether a test file has a test, or a story of several, of that title. */
function hasTitle(text: string, title: string): boolean {
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted));
}

describe('the failure model', () => {
  it('has its 78 rows, each once and in order', () => {
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 78 }, (_, nth) => nth + 1));
  });

  it.each(rows)('has a test of row $row ($what), or says why not', async ({ tests, note }) => {
    expect(tests.length > 0 || note !== undefined).toBe(true);
    for (const [file, title] of tests) {
      const text = await readFile(join(root, file), 'utf8');
      expect(hasTitle(text, title), `${file} has no test "${title}"`).toBe(true);
    }
  });

  it('is shown as it is in docs/reliability/failure-rows.md', async () => {
    // After a change of the rows: npx vitest run --project unit test/reliability --update
    await expect(failureTable(FAILURE_GROUPS)).toMatchFileSnapshot(
      '../../docs/reliability/failure-rows.md',
    );
  });
});
