import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { startChild } from '../../src/cli/services/child-process.ts';

const repository = new URL('../../', import.meta.url).pathname;
const TESTS = `
import { it } from 'vitest';
it('a door that stays shut', () => { throw new Error('It is open\\nby a hand'); });
it('a door that opens', () => {});
it('a door that nobody shuts', () => new Promise(() => {}), 600_000);
`;
/** Is told of each test after the reporter that is tried here. */
const HERALD = `
export default class Herald {
  onTestCaseReady({ name }) { console.log('ready: ' + name); }
}
`;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-unfinished-'));
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'doors.test.ts'), TESTS);
  await writeFile(join(folder, 'herald.mjs'), HERALD);
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('tells, of tests that are ended from outside, what had failed and what was under way', async () => {
  const told = join(folder, 'unfinished');
  const begun = Promise.withResolvers<void>();
  const vitest = await startChild({
    name: 'vitest',
    command: process.execPath,
    args: [
      join(repository, 'node_modules/vitest/vitest.mjs'),
      ...['run', '--root', folder],
      `--reporter=${join(repository, 'scripts/unfinished-tests.ts')}`,
      `--reporter=${join(folder, 'herald.mjs')}`,
    ],
    environment: { PATH: process.env['PATH'], UNFINISHED_TESTS: told },
    onLine: (line) => line.includes('nobody shuts') && begun.resolve(),
  });
  await Promise.race([begun.promise, vitest.exited]);
  await vitest.stop();
  expect(await readFile(told, 'utf8')).toBe(
    `failed: doors.test.ts: a door that stays shut: It is open
under way: doors.test.ts: a door that nobody shuts
`,
  );
  expect(await vitest.exited).toMatchObject({ code: 143 });
});
