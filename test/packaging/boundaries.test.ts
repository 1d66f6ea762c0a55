import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const repository = new URL('../../', import.meta.url).pathname;

/** For each list of `.oxlintrc.json` a line that only this list refuses, in a folder that it is for. */
const refused = [
  ['src/stay', `import { z as x } from 'zod';`],
  ['src/stay/recipes', `import { x } from '../../contract/names.ts';`],
  ['src/contract', `import { x } from '../seam/port.ts';`],
  ['src/contract', `import { condition as x } from '@temporalio/workflow';`],
  ['workflows', `import { x } from '../activities/index.ts';`],
  ['workflows', `import { type x } from '../activities/index.ts';`],
  ['workflows', `import { z as x } from 'zod';`],
  ['workflows', `import { randomUUID as x } from 'node:crypto';`],
  ['workflows', `import { sleep as x } from '@temporalio/workflow';`],
  ['workflows', `const x = await Promise.any([1]);`],
  ['workflows', `const x = fetch('https://example.com');`],
  ['activities', `import { x } from '../src/config.ts';`],
  ['src/seam', `import { x } from '../contract/names.ts';`],
  ['src/listings', `import { x } from '../seam/port.ts';`],
  ['src/serving', `import { x } from '../config.ts';`],
  ['src/codec', `import { x } from '../client/index.ts';`],
  ['src/client', `import { x } from '../config.ts';`],
  ['src/client', `import { guestStay as x } from '../../workflows/index.ts';`],
  ['src/gateway', `import { x } from '../config.ts';`],
  ['src/gateway', `import { connectSeam as x } from '../seam/seam-http.ts';`],
  ['src/gateway', `import { Client as x } from '@temporalio/client';`],
  ['src/webhooks', `import { Client as x } from '@temporalio/client';`],
  ['src/cli', `import { x } from '../../sandbox/main.ts';`],
  ['src/cli', `import { x } from '../../workflows/index.ts';`],
  ['src/cli', `import { Temporal as x } from 'temporal-polyfill';`],
  ['src/cli', `import { env as x } from 'node:process';`],
  ['src/cli', `const x = process.env;`],
  ['src/listings', `const x = Temporal.Now.instant();`],
  ['examples/booking-backend', `import { StayClient as x } from '../../src/client/index.ts';`],
  ['examples/booking-backend', `import { z as x } from 'zod';`],
  ['sandbox', `import type { x } from '../src/stay/plan.ts';`],
  ['sandbox', `import { Client as x } from '@temporalio/client';`],
] as const;

const BOUNDARY =
  /\((?:no-restricted-(?:imports|properties|globals)|no-import-type-side-effects)\)$/;
const outputSchema = z.object({
  diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })),
});

let folder: string;
let refusedFiles: ReadonlySet<string>;

const fileOf = (place: string, index: number) => `${place}/line-${index}.ts`;

/** The files of the folder in which the linter, with this repository's rules, finds a boundary crossed. */
async function lint(): Promise<ReadonlySet<string>> {
  const output = await new Promise<string>((resolve, reject) => {
    const program = join(repository, 'node_modules/.bin/oxlint');
    execFile(program, ['--format=json'], { cwd: folder, timeout: 60_000 }, (error, stdout) => {
      // With findings it ends with a code, and they are what is wanted.
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve(stdout);
    });
  });
  const { diagnostics } = outputSchema.parse(JSON.parse(output));
  return new Set(diagnostics.flatMap((one) => (BOUNDARY.test(one.code) ? [one.filename] : [])));
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-lint-'));
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json', '.gitignore'])
    await cp(join(repository, file), join(folder, file));
  await symlink(join(repository, 'node_modules'), join(folder, 'node_modules'));
  for (const [index, [place, line]] of refused.entries()) {
    const path = join(folder, fileOf(place, index));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${line}\nexport { x };\n`);
  }
  refusedFiles = await lint();
}, 90_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

// That legal lines pass is seen by `npm run check`, on the whole of the code.
describe('the import rule', () => {
  it.each(refused.map(([place, line], index) => ({ place, line, index })))(
    'refuses in $place: $line',
    ({ place, index }) => {
      expect(refusedFiles).toContain(fileOf(place, index));
    },
  );
});
