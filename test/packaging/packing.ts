import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

import { z } from 'zod';

export const repository = new URL('../../', import.meta.url).pathname;

/** What `npm pack` needs of the repository; `dist` is not among it, for the pack is to build it. */
const SOURCES = [
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'LICENSE',
  'README.md',
  'docker-compose.yml',
  'scripts',
  'src',
  'workflows',
  'activities',
  'sandbox',
  'packages',
  'test',
];

/** How a program ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, within the limit; the Node of this process is first on its path. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly limit?: number },
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, PATH: path() },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: options.limit ?? 30_000,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code: child.exitCode, stdout, stderr };
}

/** As a user's shell would have it: nothing of this repository, which npm and vitest put in front. */
export function path(): string {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((entry) => !entry.includes('node_modules'));
  return [dirname(process.execPath), ...folders].join(delimiter);
}

/** The same, where any exit code but 0 is an error with everything that was said. */
export async function succeed(...args: Parameters<typeof run>): Promise<Ended> {
  const ended = await run(...args);
  if (ended.code !== 0)
    throw new Error(`${args[0]} ${args[1].join(' ')} failed:\n${ended.stdout}\n${ended.stderr}`);
  return ended;
}

/**
 * Packs a package of a copy of the sources into the folder, so that what was built in the checkout is
 * neither used nor disturbed.
 *
 * @param where the package's own folder, from the root
 */
export async function pack(
  folder: string,
  where = '.',
): Promise<{ readonly tarball: string; readonly files: readonly string[] }> {
  const copy = join(folder, 'checkout');
  for (const source of SOURCES)
    await cp(join(repository, source), join(copy, source), {
      recursive: true,
      filter: (entry) => !entry.endsWith('packages/client/dist'),
    });
  await symlink(join(repository, 'node_modules'), join(copy, 'node_modules'));
  const cwd = join(copy, where);
  await succeed('npm', ['pack', '--pack-destination', folder], { cwd, limit: 120_000 });
  const { name, version } = z
    .object({ name: z.string(), version: z.string() })
    .parse(JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8')));
  const tarball = join(folder, `${name}-${version}.tgz`);
  const { stdout } = await succeed('tar', ['-tzf', tarball], { cwd: folder });
  return { tarball, files: stdout.trim().split('\n') };
}

/** Installs what the package.json in the folder says, or the tarball, from npm's cache where it can. */
export async function install(folder: string, ...tarballs: readonly string[]): Promise<void> {
  const quiet = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await succeed('npm', ['install', ...quiet, ...tarballs], { cwd: folder, limit: 240_000 });
}

/** Checks a TypeScript file against the types that were installed in the folder. */
export async function compile(
  folder: string,
  file: string,
  source: string,
  ...more: readonly string[]
): Promise<Ended> {
  await writeFile(join(folder, file), source);
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2024', ...more];
  const compiler = join(repository, 'node_modules', '.bin', 'tsc');
  return run(compiler, ['--noEmit', ...options, file], { cwd: folder });
}
