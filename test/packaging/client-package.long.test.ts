import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type * as temporal from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';

import type * as told from '../../packages/client/temporal.d.ts';
import { startTemporal } from '../../src/cli/services/temporal-server.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../src/contract/search-attributes.ts';

import { compile, install, pack, succeed } from './packing.ts';

let folder: string;
let backend: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-client-'));
  backend = join(folder, 'booking-backend');
  const { tarball } = await pack(folder, 'packages/client');
  await mkdir(backend);
  const dependencies = { nightlatch: `file:${tarball}` };
  await writeFile(
    join(backend, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  await install(backend);
}, 400_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Paths of everything that was installed, from the folder of modules. */
const installed = () => readdir(join(backend, 'node_modules'), { recursive: true });

describe('the client alone', { timeout: 60_000 }, () => {
  it('installs at most 40 packages', async () => {
    const lock = z
      .object({ packages: z.record(z.string(), z.unknown()) })
      .parse(JSON.parse(await readFile(join(backend, 'package-lock.json'), 'utf8')));
    const names = Object.keys(lock.packages).filter((path) => path !== '');
    expect(names).toContain('node_modules/nightlatch');
    expect(names.length).toBeLessThanOrEqual(40);
  });

  it('takes at most 40 MB', async () => {
    let bytes = 0;
    for (const path of await installed())
      bytes += (await stat(join(backend, 'node_modules', path))).size;
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(bytes).toBeLessThanOrEqual(40_000_000);
  });

  it('brings no native core, no Seam client and no web server', async () => {
    const paths = await installed();
    expect(paths.filter((path) => path.endsWith('.node'))).toEqual([]);
    const code = await readFile(join(backend, 'node_modules/nightlatch/dist/client.js'), 'utf8');
    // The bundler names each file that it takes in.
    expect(code).toContain('node_modules/@temporalio/client/');
    expect(code).not.toMatch(/node_modules\/(?:@temporalio\/worker|@seamapi|axios|fastify|pino)\//);
  });

  it('names the license of everything that is in it', async () => {
    const path = join(backend, 'node_modules/nightlatch/dist/THIRD-PARTY-LICENSES.txt');
    const parts = (await readFile(path, 'utf8')).split(`\n${'-'.repeat(80)}\n`);
    expect(parts.length).toBeGreaterThan(20);
    // A line that names package and license alone is no license.
    expect(parts.filter((part) => part.trim().split('\n').length < 5)).toEqual([]);
  });

  it('puts a stay on a Temporal server, and shows it', async () => {
    const server = await startTemporal({
      environment: process.env,
      searchAttributes: STAY_SEARCH_ATTRIBUTES,
      onProgress: () => undefined,
    });
    try {
      const program = `
        import { StayClient } from 'nightlatch/client';
        const stays = await StayClient.connect({ connection: { address: process.argv[1] } });
        const verdict = await stays.put({
          reservationId: 'R-1', listingId: 'loft', guest: { fullName: 'Ada Guest' },
          checkIn: '2031-05-01', checkOut: '2031-05-04',
        });
        const { reservationId } = await stays.show('R-1');
        const nobody = await stays.show('R-2').catch((error) => error.type);
        const remembered = await stays.cancel('R-2', { revision: 4 });
        process.stdout.write([verdict.outcome, reservationId, nobody, remembered.outcome].join(' '));
        await stays.close();`;
      const args = ['--input-type=module', '--eval', program, server.address];
      const { stdout } = await succeed(process.execPath, args, { cwd: backend });
      // Nobody works on it here.
      expect(stdout).toBe('pending R-1 NoSuchStay pending');
    } finally {
      await server.stop();
    }
  });

  it('has whole types, although nothing of Temporal is there', async () => {
    const { code, stdout } = await compile(
      backend,
      'backend.ts',
      `import { StayClient, type Status, type Verdict } from 'nightlatch/client';
export const heldSince = ({ phase, held }: Status): string | undefined => (phase === 'held' ? held?.since : undefined);
export const holdUnpaid = (stays: StayClient): Promise<Verdict> => stays.hold('R-1', { reason: 'unpaid' });
export const connect = (): Promise<StayClient> => StayClient.connect({ connection: { address: 'temporal:7233', tls: true } });
// @ts-expect-error Temporal's client has no such option.
export const mistyped = () => StayClient.connect({ connection: { adress: 'temporal:7233' } });
export const leaveEarly = (stays: StayClient): Promise<Verdict> => stays.change('R-1', { checkOut: '2026-12-24' });
// @ts-expect-error A change has no such field.
export const misspelled = (stays: StayClient) => stays.change('R-1', { checkout: '2026-12-24' });
`,
      '--types',
      '',
    );
    expect(stdout).toBe('');
    expect(code).toBe(0);
  });

  it('promises no way to reach Temporal that Temporal does not know', () => {
    expectTypeOf<told.ConnectionOptions>().toExtend<temporal.ConnectionOptions>();
    expectTypeOf<told.DataConverter>().toExtend<DataConverter>();
  });
});
