import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const repository = new URL('../../', import.meta.url).pathname;

interface Line {
  readonly file: string;
  readonly code: string;
}

/** Lines that must be refused, by the rule that refuses them; the file is where a newcomer would write the line. */
const refused: Readonly<Record<string, readonly Line[]>> = {
  'no-restricted-imports': [
    {
      file: 'src/domain/a.ts',
      code: `import { ApplicationFailure as x } from '@temporalio/common';`,
    },
    { file: 'src/domain/a.ts', code: `import type { ZodError as x } from 'zod';` },
    { file: 'src/domain/a.ts', code: `import { readFileSync as x } from 'node:fs';` },
    { file: 'src/domain/a.ts', code: `import { readFileSync as x } from 'fs';` },
    { file: 'src/domain/a.ts', code: `import { Temporal as x } from 'temporal-polyfill';` },
    { file: 'src/domain/a.ts', code: `import { x } from '../contract/names.ts';` },
    { file: 'src/domain/a.ts', code: `export { x } from '../contract/names.ts';` },
    { file: 'src/domain/a.ts', code: `const x = await import('../contract/names.ts');` },
    { file: 'src/domain/recipes/a.ts', code: `import { x } from '../../contract/names.ts';` },
    { file: 'src/domain/recipes/a.ts', code: `import { x } from 'zod';` },

    { file: 'src/contract/a.ts', code: `import { x } from '../seam/port.ts';` },
    { file: 'src/contract/a.ts', code: `import { x } from '../config.ts';` },
    { file: 'src/contract/a.ts', code: `import type { x } from '../../workflows/guest-stay.ts';` },
    { file: 'src/contract/a.ts', code: `import { condition as x } from '@temporalio/workflow';` },
    { file: 'src/contract/a.ts', code: `import { Client as x } from '@temporalio/client';` },

    { file: 'workflows/a.ts', code: `import { x } from '../activities/index.ts';` },
    { file: 'workflows/a.ts', code: `import * as x from '../activities/index.ts';` },
    { file: 'workflows/stay/a.ts', code: `import { x } from '../../activities/index.ts';` },
    { file: 'workflows/a.ts', code: `import type { x } from '../src/seam/port.ts';` },
    { file: 'workflows/a.ts', code: `import { x } from '../src/client/stay-client.ts';` },
    { file: 'workflows/a.ts', code: `import { x } from '../src/config.ts';` },
    { file: 'workflows/a.ts', code: `import { x } from '../src/listings/listing.ts';` },
    { file: 'workflows/a.ts', code: `import { x } from '../sandbox/main.ts';` },
    { file: 'workflows/a.ts', code: `import { randomUUID as x } from 'node:crypto';` },
    { file: 'workflows/a.ts', code: `import { z as x } from 'zod';` },
    { file: 'workflows/a.ts', code: `import { sleep as x } from '@temporalio/workflow';` },
    { file: 'workflows/a.ts', code: `import { startChild as x } from '@temporalio/workflow';` },

    { file: 'activities/a.ts', code: `import { x } from '../workflows/guest-stay.ts';` },
    { file: 'activities/a.ts', code: `import { x } from '../src/client/stay-client.ts';` },
    { file: 'activities/a.ts', code: `import { x } from '../src/config.ts';` },
    { file: 'activities/a.ts', code: `import { x } from '../sandbox/main.ts';` },
    { file: 'activities/a.ts', code: `import { SeamHttp as x } from '@seamapi/http';` },
    { file: 'activities/a.ts', code: `import { Temporal as x } from 'temporal-polyfill';` },
    { file: 'activities/a.ts', code: `import { condition as x } from '@temporalio/workflow';` },

    { file: 'src/seam/a.ts', code: `import { x } from '../contract/names.ts';` },
    { file: 'src/seam/a.ts', code: `import { x } from '../../activities/index.ts';` },
    {
      file: 'src/seam/a.ts',
      code: `import { ApplicationFailure as x } from '@temporalio/common';`,
    },
    { file: 'src/seam/a.ts', code: `import { x } from '../../sandbox/main.ts';` },

    { file: 'src/client/a.ts', code: `import { guestStay as x } from '../../workflows/index.ts';` },
    { file: 'src/client/a.ts', code: `import { x } from '../../activities/index.ts';` },
    { file: 'src/client/a.ts', code: `import { x } from '../config.ts';` },
    { file: 'src/client/a.ts', code: `import { x } from '../cli/main.ts';` },
    { file: 'src/client/a.ts', code: `import { Worker as x } from '@temporalio/worker';` },

    { file: 'src/listings/a.ts', code: `import { x } from '../worker.ts';` },
    { file: 'src/listings/a.ts', code: `import { x } from '../seam/port.ts';` },
    { file: 'src/codec/a.ts', code: `import { x } from '../gateway/server.ts';` },

    { file: 'src/cli/a.ts', code: `import { x } from '../../sandbox/main.ts';` },
    { file: 'src/cli/a.ts', code: `import { x } from '../../workflows/index.ts';` },
    { file: 'src/cli/a.ts', code: `import { x } from '../../test/support/x.ts';` },
    { file: 'src/cli/a.ts', code: `import { Temporal as x } from 'temporal-polyfill';` },
    { file: 'src/gateway/a.ts', code: `import { env as x } from 'node:process';` },
    { file: 'src/worker.ts', code: `import { x } from '../sandbox/main.ts';` },

    { file: 'sandbox/a.ts', code: `import { x } from '../src/contract/names.ts';` },
    { file: 'sandbox/routes/a.ts', code: `import type { x } from '../../src/domain/plan.ts';` },
    { file: 'sandbox/a.ts', code: `import { x } from '../activities/index.ts';` },
    { file: 'sandbox/a.ts', code: `import { SeamHttp as x } from '@seamapi/http';` },
    { file: 'sandbox/a.ts', code: `import { Client as x } from '@temporalio/client';` },
  ],
  'no-import-type-side-effects': [
    { file: 'workflows/a.ts', code: `import { type x } from '../activities/index.ts';` },
  ],
  'no-restricted-properties': [
    { file: 'src/cli/a.ts', code: `const x = process.env;` },
    { file: 'src/seam/a.ts', code: `const x = process.env['SEAM_API_KEY'];` },
    { file: 'sandbox/a.ts', code: `const { env: x } = process;` },
    { file: 'workflows/a.ts', code: `const x = Math.random();` },
    { file: 'workflows/a.ts', code: `const x = await Promise.race([1]);` },
    { file: 'src/domain/a.ts', code: `const x = new Date(0).toLocaleString();` },
  ],
  'no-restricted-globals': [
    { file: 'src/listings/a.ts', code: `const x = Temporal.Now.instant();` },
    { file: 'test/a.ts', code: `const x = globalThis.Temporal;` },
    { file: 'src/domain/a.ts', code: `const x = process.uptime();` },
    { file: 'src/contract/a.ts', code: `const x = new Intl.DateTimeFormat();` },
    { file: 'workflows/a.ts', code: `const x = fetch('https://example.com');` },
    { file: 'workflows/a.ts', code: `const x = setTimeout(() => {}, 1);` },
  ],
  'no-default-export': [{ file: 'src/cli/a.ts', code: `export default 1; const x = 1;` }],
  'no-explicit-any': [{ file: 'test/a.ts', code: `const x: any = 1;` }],
  'no-floating-promises': [{ file: 'sandbox/a.ts', code: `Promise.resolve(1); const x = 1;` }],
  'switch-exhaustiveness-check': [
    {
      file: 'src/domain/a.ts',
      code: `const y: 'a' | 'b' = Date.now() > 0 ? 'a' : 'b'; let x = 0; switch (y) { case 'a': x = 1; }`,
    },
  ],
  'max-lines-per-function': [
    {
      file: 'src/cli/a.ts',
      code: `function x() {\n${Array.from({ length: 61 }, (_, line) => `  void ${line};`).join('\n')}\n}`,
    },
  ],
};

/** Lines that the rules must let pass, since the architecture is built on them. */
const legal: readonly Line[] = [
  { file: 'src/domain/recipes/a.ts', code: `import { x } from '../plan.ts';` },
  { file: 'src/contract/a.ts', code: `import { x } from '../domain/plan.ts';` },
  { file: 'src/contract/a.ts', code: `import { defineSignal as x } from '@temporalio/workflow';` },
  { file: 'src/contract/a.ts', code: `import { z as x } from 'zod';` },
  { file: 'workflows/a.ts', code: `import type * as x from '../activities/index.ts';` },
  { file: 'workflows/a.ts', code: `import type { x } from '../activities/index.ts';` },
  { file: 'workflows/a.ts', code: `import type { z as x } from 'zod';` },
  { file: 'workflows/a.ts', code: `import { condition as x } from '@temporalio/workflow';` },
  { file: 'workflows/a.ts', code: `import { x } from '../src/contract/names.ts';` },
  { file: 'workflows/stay/a.ts', code: `import { x } from '../../src/domain/plan.ts';` },
  { file: 'activities/a.ts', code: `import { x } from '../src/seam/port.ts';` },
  { file: 'activities/a.ts', code: `import { heartbeat as x } from '@temporalio/activity';` },
  { file: 'src/seam/a.ts', code: `import { SeamHttp as x } from '@seamapi/http';` },
  { file: 'src/listings/a.ts', code: `import { Temporal as x } from 'temporal-polyfill';` },
  {
    file: 'src/client/a.ts',
    code: `import type { guestStay as x } from '../../workflows/index.ts';`,
  },
  { file: 'src/client/a.ts', code: `import { Client as x } from '@temporalio/client';` },
  { file: 'src/cli/a.ts', code: `import { x } from '../config.ts';` },
  { file: 'src/config.ts', code: `const x = process.env;` },
  { file: 'sandbox/a.ts', code: `import { fastify as x } from 'fastify';` },
  { file: 'test/a.ts', code: `import { x } from '../sandbox/main.ts';` },
];

const cases = Object.entries(refused).flatMap(([rule, lines]) =>
  lines.map((line) => ({ rule, ...line })),
);

const boundaryRules: ReadonlySet<string> = new Set([
  'no-restricted-imports',
  'no-restricted-properties',
  'no-restricted-globals',
  'no-import-type-side-effects',
]);

/** Where a line is written: a file of its own beside the one it stands for, so that one run judges them all. */
const place = (line: Line, name: string) => line.file.replace(/(^|\/)a\.ts$/, `$1${name}.ts`);

const diagnosticsSchema = z.object({
  diagnostics: z.array(z.object({ code: z.string().optional(), filename: z.string() })),
});

let folder: string;
let rulesByFile: ReadonlyMap<string, ReadonlySet<string>>;

/** The rules that the linter, with this repository's configuration, applies to each file of the folder. */
async function lint(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { stdout } = await runTool('oxlint', ['--format=json']);
  const rules = new Map<string, Set<string>>();
  for (const { code, filename } of diagnosticsSchema.parse(JSON.parse(stdout)).diagnostics) {
    const rule = code?.replace(/^.*\((.*)\)$/, '$1');
    if (rule === undefined) throw new Error(`oxlint could not judge ${filename}`);
    rules.set(filename, (rules.get(filename) ?? new Set()).add(rule));
  }
  return rules;
}

/** Runs a tool of this repository in the folder; findings are its output, not an error. */
function runTool(tool: string, args: readonly string[]): Promise<{ stdout: string }> {
  const program = join(repository, 'node_modules', '.bin', tool);
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd: folder, timeout: 60_000 }, (error, stdout) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ stdout });
    });
  });
}

async function write(path: string, code: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), `${code}\nexport { x };\n`);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-lint-'));
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json', '.gitignore'])
    await cp(join(repository, file), join(folder, file));
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  for (const [index, line] of cases.entries()) await write(place(line, `bad-${index}`), line.code);
  for (const [index, line] of legal.entries()) await write(place(line, `good-${index}`), line.code);
  rulesByFile = await lint();
}, 90_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the import rule', () => {
  it.each(cases.map((line, index) => ({ ...line, index })))(
    'refuses in $file: $code ($rule)',
    ({ rule, index, ...line }) => {
      expect(rulesByFile.get(place(line, `bad-${index}`))).toContain(rule);
    },
  );

  it.each(legal.map((line, index) => ({ ...line, index })))(
    'lets pass in $file: $code',
    ({ index, ...line }) => {
      const rules = [...(rulesByFile.get(place(line, `good-${index}`)) ?? [])];
      expect(rules.filter((rule) => boundaryRules.has(rule))).toEqual([]);
    },
  );
});

describe('the compiler', () => {
  it('refuses what Node cannot strip or does not have: enums and the Temporal global', async () => {
    await write(
      'src/domain/compiled.ts',
      `enum Phase { Open }\nconst x: Temporal.Instant = Phase.Open;`,
    );
    const { stdout } = await runTool('tsc', ['--noEmit']);
    expect(stdout).toMatch(/src\/domain\/compiled\.ts\(1,6\): error TS1294/);
    expect(stdout).toMatch(/src\/domain\/compiled\.ts\(2,10\): error TS2503/);
  }, 90_000);
});
