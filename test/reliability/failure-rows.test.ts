import { describe, expect, it } from 'vitest';

import { FAILURE_GROUPS } from './failure-rows.ts';
import { failureTable } from './failure-table.ts';
import { findMarkedTests } from './marked-tests.ts';

const rows = FAILURE_GROUPS.flatMap((group) => group.rows);
const tests = await findMarkedTests();

describe('the failure model', () => {
  it('has its 78 rows, each once and in order', () => {
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 78 }, (_, nth) => nth + 1));
  });

  it.each(rows)('has a test of row $row ($what), or says why not', ({ row, note }) => {
    expect(note !== undefined || tests.some((test) => test.rows.includes(row))).toBe(true);
  });

  it('has every row that a test is marked with', () => {
    const marked = tests.flatMap((test) => test.rows);
    expect(marked.filter((number) => !rows.some(({ row }) => row === number))).toEqual([]);
  });

  it('is shown as it is in docs/reliability/failure-rows.md', async () => {
    // After a change of the rows or marks: npx vitest run --project unit test/reliability --update
    await expect(failureTable(FAILURE_GROUPS, tests)).toMatchFileSnapshot(
      '../../docs/reliability/failure-rows.md',
    );
  });
});
