import { spawnSync } from 'node:child_process';
import { chmod, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

import { bundledWorkflows } from '../src/worker/bundled-workflows.ts';

const root = join(import.meta.dirname, '..');
const folder = process.argv[2] ?? 'dist';
const dist = join(root, folder);

/** Does one part of the build and says what came of it and how long it took. */
async function part(name: string, work: () => Promise<string>): Promise<void> {
  const started = performance.now();
  const made = await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${name.padEnd(16)} ${made.padEnd(36)} ${seconds.padStart(5)} s\n`);
}

/** Emits JavaScript and types of everything that runs; the compiler's own words are the error message. */
async function compile(): Promise<string> {
  const compiler = join(
    createRequire(import.meta.url).resolve('typescript/package.json'),
    '../bin/tsc',
  );
  const args = ['--project', 'tsconfig.build.json', '--outDir', dist];
  const { status } = spawnSync(process.execPath, [compiler, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('TypeScript refuses the sources; see above.');
  // tsc emits the shebang but not the permission, and npm links the file as it is.
  await chmod(join(dist, 'src/cli/main.js'), 0o755);
  return `${folder}/{src,workflows,activities,sandbox}`;
}

/** Bundles the workflows once, so that a worker need not do it at every start. */
async function bundle(name: string, converters: object = {}): Promise<string> {
  // The bundler tells its progress at INFO, twenty lines of it.
  const logger = new DefaultLogger('WARN');
  const { code } = await bundleWorkflowCode({
    ...bundledWorkflows(dist, '.js'),
    ...converters,
    logger,
  });
  const path = join(dist, `${name}.js`);
  await writeFile(path, code);
  return `${folder}/${name}.js (${((await stat(path)).size / 1e6).toFixed(1)} MB)`;
}

// What an earlier build made of files that are gone must not be packed.
await rm(dist, { recursive: true, force: true });
try {
  await part('JavaScript', compile);
  await part('workflow bundle', () => bundle('workflow-bundle'));
  const failureConverterPath = join(dist, 'src/codec/failure-converter.js');
  await part('and encrypting', () =>
    bundle('workflow-bundle-encrypting', { failureConverterPath }),
  );
} catch (error) {
  process.stderr.write(`build: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
