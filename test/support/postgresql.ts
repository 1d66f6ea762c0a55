import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { type Child, startChild } from '../../src/cli/services/child-process.ts';
import { runnable } from '../../src/cli/services/program-cache.ts';
import { searchPath } from '../../src/cli/services/program-folders.ts';
import { runCommand } from '../../src/cli/services/run-command.ts';
import { freePort } from '../../src/telemetry/free-port.ts';

/** A PostgreSQL of its own, whose files a test may look into. */
export interface Database {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Runs SQL in a database; answers its rows, a line each. */
  run(database: string, sql: string): Promise<string>;
  /** Lets each of its files be looked at, by its path. */
  eachFile(look: (path: string, bytes: Buffer) => void): Promise<void>;
  /** Ends it cleanly; its files stay until `forget`. */
  stop(): Promise<void>;
  forget(): Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';
const USER = 'temporal';
/** PostgreSQL refuses to be root; nobody is there everywhere. */
const NOBODY = 65_534;
const WITHIN_MS = 60_000;

/** The folder with PostgreSQL's programs: on the path, or where Debian's package has them; undefined if there is none. */
export async function findPostgresql(): Promise<string | undefined> {
  const versions = await readdir(DEBIAN).catch(() => []);
  const folders = [
    ...searchPath(process.env),
    ...versions.map((name) => join(DEBIAN, name, 'bin')),
  ];
  for (const folder of folders) {
    const server = await runnable(join(folder, 'postgres'));
    if (server === undefined) continue;
    const home = dirname(await realpath(server));
    if ((await runnable(join(home, 'initdb'))) && (await runnable(join(home, 'psql')))) return home;
  }
  return undefined;
}

/**
 * Starts a PostgreSQL that keeps no used segment of its write-ahead log for later, and waits for no disk: what it
 * holds may be lost, but nothing of it may stay.
 */
export async function startPostgresql(programs: string): Promise<Database> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-postgresql-'));
  const password = randomBytes(16).toString('hex');
  const secret = join(folder, 'password');
  await writeFile(secret, password);
  if (isRoot()) for (const path of [secret, folder]) await chown(path, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const [initdb = '', ...words] = [
    ...asNobody(join(programs, 'initdb')),
    ...['--pgdata', data, '--username', USER, '--pwfile', secret, '--auth', 'scram-sha-256'],
    ...['--encoding', 'UTF8', '--no-locale', '--wal-segsize', '1', '--no-sync'],
  ];
  const environment = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  await runCommand({
    name: 'initdb',
    command: initdb,
    args: words,
    environment,
    withinMs: WITHIN_MS,
  });
  const port = await freePort();
  const settings = [
    ...['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='],
    ...['wal_recycle=off', 'min_wal_size=2MB', 'wal_level=minimal', 'max_wal_senders=0'],
    ...['fsync=off', 'synchronous_commit=off'],
  ];
  const [postgres = '', ...args] = [
    ...asNobody(join(programs, 'postgres')),
    ...['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
  ];
  const child = await startChild({ name: 'PostgreSQL', command: postgres, args, environment });
  const run = (database: string, sql: string): Promise<string> =>
    runCommand({
      name: 'psql',
      command: join(programs, 'psql'),
      args: [
        ...['--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1'],
        ...['--host', '127.0.0.1', '--port', `${port}`, '--username', USER],
        ...['--dbname', database, '--command', sql],
      ],
      environment: { ...environment, PGPASSWORD: password },
      withinMs: WITHIN_MS,
    });
  await untilAnswering(child, () => run('postgres', 'SELECT 1'));
  return {
    ...{ port, user: USER, password, run },
    async eachFile(look) {
      for (const file of await readdir(data, { recursive: true, withFileTypes: true })) {
        // A file of a running PostgreSQL may go at any moment.
        const bytes =
          file.isFile() && (await readFile(join(file.parentPath, file.name)).catch(ifGone));
        if (bytes) look(file.name, bytes);
      }
    },
    stop: () => child.stop(),
    forget: () => rm(folder, { recursive: true, force: true }),
  };
}

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function asNobody(command: string): readonly string[] {
  if (!isRoot()) return [command];
  return ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', command];
}

async function untilAnswering(child: Child, ask: () => Promise<unknown>): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(child.stderrTail(), { cause: error });
    }
  }
}
