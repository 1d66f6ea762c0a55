import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startService } from '../../src/cli/services/service.ts';

/** A PostgreSQL server of its own, which nobody else reaches and which leaves nothing. */
export interface Postgres {
  readonly connectionString: string;
  close(): Promise<void>;
}

const DEBIANS = '/usr/lib/postgresql';
const READY_WITHIN_MS = 60_000;

/** Where PostgreSQL's programs are, Debian's or those of the path; undefined if there are none. */
export function postgresFolder(): string | undefined {
  const versions = existsSync(DEBIANS) ? readdirSync(DEBIANS) : [];
  const folders = versions
    .map((version) => join(DEBIANS, version, 'bin'))
    .concat((process.env['PATH'] ?? '').split(':'));
  return folders.find((folder) =>
    ['initdb', 'postgres'].every((it) => existsSync(join(folder, it))),
  );
}

/** Starts a server in a folder of its own, on a socket there. It refuses root, so root starts it as somebody else. */
export async function startPostgres(): Promise<Postgres> {
  const programs = postgresFolder() ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-pg-'));
  const as = await handOver(folder);
  const data = join(folder, 'data');
  const words = [
    '-D',
    data,
    '-U',
    'backend',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
  ];
  const [command = '', ...args] = [...as, join(programs, 'initdb'), ...words];
  execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  // Nothing of it outlives the test, so nothing need be on the disk.
  const settings = `-k ${folder} -c listen_addresses= -c fsync=off`;
  const server = await startService({
    name: 'PostgreSQL',
    command: 'sh',
    args: ['-c', `exec ${as.join(' ')} ${join(programs, 'postgres')} -D ${data} ${settings} 2>&1`],
    environment: process.env,
    readyWithinMs: READY_WITHIN_MS,
    isReady: (line) => line.includes('ready to accept connections'),
  });
  return {
    connectionString: `postgresql://backend@/postgres?host=${folder}`,
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Gives the folder to whom the server runs as; answers the words that start a program so. */
async function handOver(folder: string): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) return [];
  const name = spawnSync('id', ['postgres']).status === 0 ? 'postgres' : 'nobody';
  const id = (flag: string): number =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8' }));
  await chown(folder, id('-u'), id('-g'));
  return ['setpriv', `--reuid=${id('-u')}`, `--regid=${id('-g')}`, '--clear-groups'];
}
