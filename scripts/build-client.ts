import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { rolldown } from 'rolldown';

const root = join(import.meta.dirname, '..');
const packageFolder = join(root, 'packages/client');
const dist = join(packageFolder, 'dist');
/** What the package leaves to npm: its types are the client's types too. */
const EXTERNAL = 'zod';

/**
 * Puts the client and all that it runs on into one file.
 *
 * @returns the folders of the packages in it
 */
async function bundle(): Promise<ReadonlySet<string>> {
  const build = await rolldown({
    input: join(root, 'src/client/index.ts'),
    cwd: root,
    platform: 'node',
    external: [EXTERNAL],
  });
  const { output } = await build.write({ file: join(dist, 'client.js'), format: 'esm' });
  const modules = output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  return new Set(modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []));
}

/** Names what is in the bundle, each with its license, as most of them ask. */
async function writeLicenses(folders: ReadonlySet<string>): Promise<void> {
  const texts = await Promise.all([...folders].toSorted().map(licenseOf));
  await writeFile(join(dist, 'THIRD-PARTY-LICENSES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`));
}

async function licenseOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(
    await readFile(join(folder, 'package.json'), 'utf8'),
  ) as { readonly name: string; readonly version: string; readonly license: string };
  const files = (await readdir(folder)).filter((file) => /^(?:licen[cs]e|notice)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return [`${name} ${version}, ${license}`, ...texts].join('\n\n').trimEnd().concat('\n');
}

/** Writes the types that the client's own lead to, with `temporal.d.ts` instead of Temporal's. */
async function writeTypes(): Promise<void> {
  const emitted = await mkdtemp(join(tmpdir(), 'nightlatch-types-'));
  try {
    emitTypes(emitted);
    const files = await reachable(emitted, 'client/index.d.ts');
    for (const [file, text] of files) await write(join(dist, 'types', file), text);
    await copyFile(join(packageFolder, 'temporal.d.ts'), join(dist, 'types/temporal.d.ts'));
  } finally {
    await rm(emitted, { recursive: true, force: true });
  }
}

function emitTypes(folder: string): void {
  const compiler = join(
    createRequire(import.meta.url).resolve('typescript/package.json'),
    '../bin/tsc',
  );
  const args = ['--project', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', folder];
  const { status } = spawnSync(process.execPath, [compiler, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('TypeScript refuses the sources; see above.');
}

/** The file and all that it imports, by path within `src`. */
async function reachable(emitted: string, first: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const read = async (file: string): Promise<void> => {
    if (files.has(file)) return;
    const original = await readFile(join(emitted, 'src', file), 'utf8');
    const text = original.replaceAll(/'@temporalio\/(?:client|common)'/g, `'../temporal.ts'`);
    files.set(file, text);
    for (const [, , name = ''] of text.matchAll(/(?:from |import\()(['"])(.+?)\1/g)) {
      if (name === '../temporal.ts' || name === EXTERNAL) continue;
      if (!name.startsWith('.')) throw new Error(`${file} needs the types of ${name}.`);
      await read(join(dirname(file), name.replace(/\.ts$/, '.d.ts')));
    }
  };
  await read(first);
  return files;
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

await rm(dist, { recursive: true, force: true });
try {
  await writeLicenses(await bundle());
  await writeTypes();
  await copyFile(join(root, 'LICENSE'), join(dist, 'LICENSE'));
} catch (error) {
  process.stderr.write(`build: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
