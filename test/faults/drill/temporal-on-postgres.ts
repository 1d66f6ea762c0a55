import { mkdir } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';

import type { SearchContext } from '../../../src/cli/services/executable-search.ts';
import { foreignEnvironment } from '../../../src/cli/services/foreign-environment.ts';
import { runCommand } from '../../../src/cli/services/run-command.ts';
import { findTemporal } from '../../../src/cli/services/temporal-executable.ts';
import type { Environment } from '../../../src/config.ts';
import { pathOf } from '../../docs/page.ts';

import { composeSettings } from './compose-settings.ts';
import { KeptTemporal } from './kept-temporal.ts';
import { MortalPostgres } from './mortal-postgres.ts';
import { findPostgres, findServer } from './programs.ts';

/** Temporal and its database. */
export interface TemporalOnPostgres {
  readonly postgres: MortalPostgres;
  readonly temporal: KeptTemporal;
}

const WITHIN_MS = 120_000;

/** Starts database, schema, server and namespace, in this order, by the scripts of `deploy`. */
export async function startTemporalOnPostgres(
  folder: string,
  settings: Environment,
  context: SearchContext,
  undo: (() => Promise<unknown>)[],
): Promise<TemporalOnPostgres> {
  const programs = await findServer(context);
  const commandLine = await findTemporal(context);
  const path = [programs.folder, dirname(commandLine), context.environment['PATH'] ?? ''];
  const script = async (name: string, service: string, elsewhere: Environment): Promise<void> => {
    context.onProgress(`deploy/${name}`);
    await runCommand({
      ...{ name, command: 'sh', args: [pathOf(`deploy/${name}`)], withinMs: WITHIN_MS },
      environment: {
        ...foreignEnvironment(context.environment),
        ...(await composeSettings(service, settings)),
        ...{ ...elsewhere, PATH: path.join(delimiter) },
      },
    });
  };
  context.onProgress('Starting PostgreSQL');
  const postgres = await startDatabase(join(folder, 'postgresql'), settings);
  undo.push(() => postgres.stop());
  const where = { SQL_HOST: '127.0.0.1', SQL_PORT: String(postgres.port) };
  await script('create-schema.sh', 'schema', { ...where, TEMPORAL_SCHEMAS: programs.schemas });
  context.onProgress('Starting Temporal');
  const told = await composeSettings('temporal', settings);
  const temporal = await KeptTemporal.start(programs.server, told, postgres.port);
  undo.push(() => temporal.stop());
  await script('create-namespace.sh', 'namespace', { TEMPORAL_ADDRESS: temporal.address });
  return { postgres, temporal };
}

async function startDatabase(folder: string, settings: Environment): Promise<MortalPostgres> {
  await mkdir(folder);
  return MortalPostgres.start({
    bin: await findPostgres(),
    folder,
    user: 'temporal',
    password: settings['POSTGRES_PASSWORD'] ?? '',
  });
}
