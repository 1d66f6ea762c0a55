import { dirname, join } from 'node:path';

import type { SearchContext } from '../../../src/cli/services/executable-search.ts';
import { findPostgresql } from '../../support/postgresql.ts';
import { buildTemporalServer, findTemporalServer } from '../../support/temporal-server.ts';

/** Temporal's server as its image has it, with its schema tool and the schemas. */
export interface ServerPrograms {
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
export async function findServer({ onProgress }: SearchContext): Promise<ServerPrograms> {
  const found = await findTemporalServer();
  if (found === undefined) onProgress('Building Temporal’s server with Go, once, some 6 minutes');
  const { server, sql } = found ?? (await buildTemporalServer());
  const folder = dirname(sql);
  return { server, folder, schemas: join(folder, 'schema') };
}

/**
 * The folder with PostgreSQL's programs.
 *
 * @throws Error that says what to install
 */
export async function findPostgres(): Promise<string> {
  const found = await findPostgresql();
  if (found !== undefined) return found;
  throw new Error(
    'There is no PostgreSQL server here. Install Debian’s package postgresql, or put the folder with its programs on the path.',
  );
}

/** What a machine lacks for a drill, in words; nothing where it has all. Prometheus is fetched where it is not there. */
export async function lackingForDrill(): Promise<readonly string[]> {
  const [postgres, temporal] = await Promise.all([findPostgresql(), findTemporalServer()]);
  return [
    ...(postgres === undefined ? ['no PostgreSQL, of Debian’s package postgresql'] : []),
    ...(temporal === undefined
      ? ['no Temporal server, which `npm run temporal-server` builds']
      : []),
  ];
}
