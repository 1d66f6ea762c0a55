import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { UNREADABLE } from '../../src/contract/unreadable.ts';

import { compile, install, pack, path, repository, run, succeed } from './packing.ts';

let folder: string;
let consumer: string;
let packed: readonly string[];

/** A project of somebody else's that depends on the tarball. */
async function makeConsumer(tarball: string): Promise<void> {
  await mkdir(consumer);
  const { overrides } = z
    .object({ overrides: z.looseObject({ '@swc/core': z.string() }) })
    .parse(JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')));
  await writeFile(
    join(consumer, 'package.json'),
    JSON.stringify({
      name: 'booking-backend',
      private: true,
      type: 'module',
      // Only the top project's overrides count; this one is for registries that lack a build of the newest.
      overrides: { '@swc/core': overrides['@swc/core'] },
    }),
  );
  await install(consumer, tarball);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-package-'));
  consumer = join(folder, 'booking-backend');
  const { tarball, files } = await pack(folder);
  packed = files;
  await makeConsumer(tarball);
}, 400_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const nightlatch = () => join(consumer, 'node_modules', '.bin', 'nightlatch');

describe('the package', { timeout: 60_000 }, () => {
  it('holds what runs: the command line, the client with its types, the sandbox, the workflow bundle', () => {
    for (const file of [
      'dist/src/cli/main.js',
      'dist/src/client/index.js',
      'dist/src/client/index.d.ts',
      'dist/sandbox/main.js',
      'dist/workflow-bundle.js',
      'LICENSE',
      'README.md',
    ])
      expect(packed).toContain(`package/${file}`);
  });

  // Failure rows: 78
  it('holds no test, no measurement, no chaos and no TypeScript source', () => {
    expect(packed.filter((file) => !/^package\/(dist\/|[^/]+$)/.test(file))).toEqual([]);
    // `nightlatch webhooks test` is a command.
    const others = ['package/dist/sandbox/', 'package/dist/src/cli/commands/'];
    const own = packed.filter((file) => others.every((start) => !file.startsWith(start)));
    expect(
      own.filter((file) => /\/(tests?|bench|faults?|chaos|simulat\w*)[/.-]|\.test\./.test(file)),
    ).toEqual([]);
    expect(packed.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  });

  it('holds workflows that take a payload that nobody can read for a mark', async () => {
    const bundle = join(consumer, 'node_modules/nightlatch/dist/workflow-bundle.js');
    const [mark = ''] = Object.keys(UNREADABLE);
    expect(await readFile(bundle, 'utf8')).toContain(mark);
  });

  it('answers nightlatch --help', async () => {
    const { code, stdout } = await run(nightlatch(), ['--help'], { cwd: consumer });
    expect(code).toBe(0);
    for (const command of ['demo', 'worker', 'sandbox', 'setup', 'stay put'])
      expect(stdout).toContain(command);
  });

  it('refuses a command that it does not know with exit code 2', async () => {
    const { code } = await run(nightlatch(), ['unlatch'], { cwd: consumer });
    expect(code).toBe(2);
  });

  it('runs the sandbox from what was installed, until it is told to stop', async () => {
    const sandbox = spawn(nightlatch(), ['sandbox', '--json'], {
      cwd: consumer,
      env: { ...process.env, PATH: path() },
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 30_000,
      killSignal: 'SIGKILL',
    });
    try {
      const [ready] = await once(createInterface(sandbox.stdout), 'line');
      const { url, workspaces } = z
        .object({ url: z.url(), workspaces: z.array(z.object({ api_key: z.string() })).min(1) })
        .parse(JSON.parse(String(ready)));
      const doors = await fetch(new URL('/_sandbox/doors', url), {
        headers: { authorization: `Bearer ${workspaces[0]?.api_key}` },
      });
      expect(doors.status).toBe(200);
    } finally {
      sandbox.kill('SIGTERM');
      if (sandbox.exitCode === null && sandbox.signalCode === null) await once(sandbox, 'exit');
    }
    expect(sandbox.signalCode).not.toBe('SIGKILL');
  });

  it('gives a booking backend its client', async () => {
    const program = `
      import { StayClient, StayError } from 'nightlatch/client';
      process.stdout.write(typeof StayClient.connect + ' ' + (new StayError('NoSuchStay', '', '') instanceof Error));`;
    const { stdout } = await succeed(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: consumer,
    });
    expect(stdout).toBe('function true');
  });

  it('gives a TypeScript backend the types, which refuse what the contract does not know', async () => {
    const { code, stdout } = await compile(
      consumer,
      'backend.ts',
      `import { StayClient, type Verdict } from 'nightlatch/client';
export const leaveEarly = async (client: StayClient, id: string): Promise<Verdict> =>
  client.change(id, { checkOut: '2026-12-24' });
// @ts-expect-error A change has no such field.
export const misspelled = (client: StayClient) => client.change('R-1', { checkout: '2026-12-24' });
`,
      '--skipLibCheck',
    );
    expect(stdout).toBe('');
    expect(code).toBe(0);
  });

  it('gives another program a worker to run inside itself', async () => {
    const program = `
      import { startWorker } from 'nightlatch/worker';
      const error = await startWorker({ listingsPath: 'nowhere.json' }).catch((error) => error);
      process.stdout.write(error.name);`;
    const { stdout } = await succeed(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: consumer,
    });
    expect(stdout).toBe('ListingsFileError');
  });

  it('gives that program the types, which ask for every setting of the worker', async () => {
    const { code, stdout } = await compile(
      consumer,
      'program.ts',
      `import { type RunningWorker, startWorker, type WorkerConfig } from 'nightlatch/worker';
const config: WorkerConfig = {
  temporal: { connection: { address: 'localhost:7233' }, namespace: 'default' },
  seam: { apiKey: 'seam_key' },
  listingsPath: 'listings.json',
  quietPeriodMs: 600_000,
  seamRate: 10,
  logLevel: 'info',
};
export const start = (): Promise<RunningWorker> => startWorker(config);
// @ts-expect-error Nobody says where Seam is.
export const without: WorkerConfig = { ...config, seam: undefined };
`,
      '--skipLibCheck',
    );
    expect(stdout).toBe('');
    expect(code).toBe(0);
  });

  it('keeps everything else to itself', async () => {
    const program = `await import('nightlatch/dist/src/config.js');`;
    const { stderr } = await run(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: consumer,
    });
    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
    expect(packed).toContain('package/dist/src/config.js');
  });
});
