import { cp, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import type { SearchContext } from '../../../src/cli/services/executable-search.ts';
import { addToCache, runnable } from '../../../src/cli/services/program-cache.ts';
import { cacheFolder, searchPath } from '../../../src/cli/services/program-folders.ts';
import { runCommand } from '../../../src/cli/services/run-command.ts';

/** The release that docker-compose.yml names. */
const VERSION = '1.32.0';
const MODULE = 'go.temporal.io/server';
const FOLDER = `temporal-server-${VERSION}`;
const BUILD_WITHIN_MS = 30 * 60_000;

/** Temporal's server as its image has it: the server, its schema tool, and the schemas. */
export interface TemporalPrograms {
  readonly server: string;
  /** Holds `temporal-sql-tool`. */
  readonly folder: string;
  /** Holds `temporal` and `visibility`. */
  readonly schemas: string;
}

/**
 * Finds the server in our cache, or builds it with Go, which takes some six minutes once.
 *
 * @throws ChildFailed with Go's last words
 */
export async function findServer(context: SearchContext): Promise<TemporalPrograms> {
  const { environment } = context;
  const cached = join(cacheFolder(environment), FOLDER);
  const isThere = (await runnable(join(cached, 'server'))) !== undefined;
  const folder = isThere
    ? cached
    : await addToCache(environment, FOLDER, (incoming) => build(incoming, context));
  return { server: join(folder, 'server'), folder, schemas: join(folder, 'schema') };
}

async function build(
  incoming: string,
  { environment, onProgress, signal }: SearchContext,
): Promise<void> {
  onProgress(`Building Temporal's server ${VERSION} with Go, once, some 6 minutes`);
  const go = (...args: readonly string[]): Promise<string> =>
    runCommand({
      ...{ name: 'go', command: 'go', args, signal, withinMs: BUILD_WITHIN_MS },
      environment: { ...environment, GOBIN: incoming },
    });
  const packages = ['cmd/server', 'cmd/tools/sql'].map((path) => `${MODULE}/${path}@v${VERSION}`);
  await go('install', ...packages);
  await rename(join(incoming, 'sql'), join(incoming, 'temporal-sql-tool'));
  const told = await go('mod', 'download', '-json', `${MODULE}@v${VERSION}`);
  const { Dir: sources } = z.object({ Dir: z.string() }).parse(JSON.parse(told));
  const schemas = join(sources, 'schema/postgresql/v12');
  await cp(schemas, join(incoming, 'schema'), { recursive: true });
}

const DEBIAN = '/usr/lib/postgresql';

/**
 * The folder with PostgreSQL's server, of the path or of Debian's package.
 *
 * @throws Error that says what to install
 */
export async function findPostgres({ environment }: SearchContext): Promise<string> {
  const versions = (await readdir(DEBIAN).catch(() => [])).map(Number);
  const newestFirst = versions.toSorted((a, b) => b - a);
  const ofDebian = newestFirst.map((version) => join(DEBIAN, String(version), 'bin'));
  for (const folder of [...searchPath(environment), ...ofDebian]) {
    const needed = ['initdb', 'postgres', 'pg_isready'].map((name) => runnable(join(folder, name)));
    if ((await Promise.all(needed)).every((path) => path !== undefined)) return folder;
  }
  throw new Error(
    'There is no PostgreSQL server here. Install Debian’s package postgresql, or put the folder with its initdb and postgres on the path.',
  );
}
