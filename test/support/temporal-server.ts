import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startChild } from '../../src/cli/services/child-process.ts';
import { foreignEnvironment } from '../../src/cli/services/foreign-environment.ts';
import { addToCache, runnable } from '../../src/cli/services/program-cache.ts';
import { cacheFolder } from '../../src/cli/services/program-folders.ts';
import { runCommand } from '../../src/cli/services/run-command.ts';
import { pathOf } from '../docs/page.ts';

import type { Database } from './postgresql.ts';

/** The version that the compose file runs. */
const VERSION = '1.32.0';
const MODULE = 'go.temporal.io/server';
const IN_CACHE = `temporal-server-${VERSION}`;
const BUILD_WITHIN_MS = 40 * 60_000;
const WITHIN_MS = 60_000;

/** Temporal's own programs: the server, and the tool that makes its databases. */
export interface TemporalPrograms {
  readonly server: string;
  readonly sql: string;
}

/** Temporal's server, as it is run in earnest. */
export interface RealTemporal {
  readonly address: string;
  stop(): Promise<void>;
}

/** How the server is to be spoken to: by whoever shows a certificate of that authority. All are paths. */
export interface MutualTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** Temporal's server in our cache; undefined if `npm run temporal-server` has not built it on this machine. */
export async function findTemporalServer(): Promise<TemporalPrograms | undefined> {
  const folder = join(cacheFolder(process.env), IN_CACHE);
  const programs = programsIn(folder);
  const found = await Promise.all(Object.values(programs).map(runnable));
  return found.includes(undefined) ? undefined : programs;
}

/**
 * Builds it with Go into our cache, in some six minutes on two processors: the server, its schema tool, and its schemas.
 *
 * @throws ChildFailed with Go's last words
 */
export async function buildTemporalServer(): Promise<TemporalPrograms> {
  const folder = await addToCache(process.env, IN_CACHE, async (incoming) => {
    const environment = { ...process.env, GOBIN: incoming };
    const go = (...args: readonly string[]) =>
      runCommand({ name: 'go', command: 'go', args, environment, withinMs: BUILD_WITHIN_MS });
    const commands = ['cmd/server', 'cmd/tools/sql'].map((name) => `${MODULE}/${name}@v${VERSION}`);
    await go('install', ...commands);
    await rename(join(incoming, 'sql'), join(incoming, 'temporal-sql-tool'));
    const { Dir: sources } = JSON.parse(
      await go('mod', 'download', '-json', `${MODULE}@v${VERSION}`),
    ) as { readonly Dir: string };
    const schemas = join(sources, 'schema/postgresql/v12');
    await cp(schemas, join(incoming, 'schema'), { recursive: true });
  });
  return programsIn(folder);
}

function programsIn(folder: string): TemporalPrograms {
  return { server: join(folder, 'server'), sql: join(folder, 'temporal-sql-tool') };
}

/** How a server is to run. */
export interface RealOptions {
  /** Without it whoever reaches it is let in. */
  readonly tls?: MutualTls;
  /** Dynamic configuration beside that of the compose file, as YAML. */
  readonly more?: string;
}

/** Makes Temporal's two databases, as the job `schema` of the compose file does. */
export async function createSchema({ sql }: TemporalPrograms, database: Database): Promise<void> {
  for (const [name, schema] of [
    ['temporal', 'temporal'],
    ['temporal_visibility', 'visibility'],
  ] as const) {
    for (const words of [
      ['create-database'],
      ['setup-schema', '--version', '0.0'],
      ['update-schema', '--schema-name', `postgresql/v12/${schema}`],
    ]) {
      await runCommand({
        name: 'temporal-sql-tool',
        command: sql,
        args: ['--database', name, ...words],
        environment: {
          ...foreignEnvironment(process.env),
          SQL_PLUGIN: 'postgres12',
          SQL_HOST: '127.0.0.1',
          SQL_PORT: `${database.port}`,
          SQL_USER: database.user,
          SQL_PASSWORD: database.password,
        },
        withinMs: WITHIN_MS,
      });
    }
  }
}

/** Starts the server on these databases, with the dynamic configuration of the compose file. */
export async function startRealTemporal(
  { server }: TemporalPrograms,
  database: Database,
  { tls, more = '' }: RealOptions,
): Promise<RealTemporal> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-temporal-'));
  const dynamic = join(folder, 'dynamic-config.yaml');
  await writeFile(dynamic, (await readFile(pathOf('deploy/dynamic-config.yaml'), 'utf8')) + more);
  const file = join(folder, 'config.json');
  const frontend = await lowPort();
  // What is JSON is YAML too.
  await writeFile(file, JSON.stringify(await configurationOf(frontend, database, dynamic, tls)), {
    mode: 0o600,
  });
  const child = await startChild({
    name: 'Temporal',
    command: server,
    args: ['--config-file', file, '--allow-no-auth', 'start'],
    environment: foreignEnvironment(process.env),
  });
  void child.exited.then(({ code }) => {
    if (code !== 0 && code !== null) console.error(child.stderrTail());
  });
  return {
    address: `localhost:${frontend}`,
    async stop() {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A free port below those that the kernel hands out: Temporal keeps them as 16 bits with a sign. */
export async function lowPort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    const server = createServer();
    server.listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

async function configurationOf(
  frontend: number,
  database: Database,
  dynamic: string,
  tls?: MutualTls,
) {
  const store = (databaseName: string) => ({
    sql: {
      ...{ pluginName: 'postgres12', databaseName, connectProtocol: 'tcp' },
      ...{
        connectAddr: `127.0.0.1:${database.port}`,
        user: database.user,
        password: database.password,
      },
      ...{ maxConns: 20, maxIdleConns: 20 },
    },
  });
  const service = async (grpcPort: number) => ({
    rpc: { grpcPort, membershipPort: await lowPort(), bindOnIP: '127.0.0.1' },
  });
  return {
    log: { stdout: true, level: 'error' },
    persistence: {
      ...{ defaultStore: 'default', visibilityStore: 'visibility', numHistoryShards: 4 },
      datastores: { default: store('temporal'), visibility: store('temporal_visibility') },
    },
    global: {
      membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' },
      ...(tls && { tls: mutual(tls) }),
    },
    services: {
      frontend: await service(frontend),
      history: await service(await lowPort()),
      matching: await service(await lowPort()),
      worker: await service(await lowPort()),
    },
    clusterMetadata: {
      ...{ enableGlobalNamespace: false, failoverVersionIncrement: 10 },
      ...{ masterClusterName: 'active', currentClusterName: 'active' },
      clusterInformation: {
        active: {
          ...{ enabled: true, initialFailoverVersion: 1 },
          ...{ rpcName: 'frontend', rpcAddress: `localhost:${frontend}` },
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    publicClient: { hostPort: `localhost:${frontend}` },
    dynamicConfigClient: { filepath: dynamic, pollInterval: '10s' },
  };
}

function mutual({ cert: certFile, key: keyFile, ca }: MutualTls) {
  const client = { serverName: 'localhost', rootCaFiles: [ca] };
  return {
    frontend: {
      server: { certFile, keyFile, requireClientAuth: true, clientCaFiles: [ca] },
      client,
    },
    systemWorker: { certFile, keyFile, client },
  };
}
