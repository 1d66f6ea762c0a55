import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Environment, namedTemporal, type TemporalConfig } from '../../config.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../contract/search-attributes.ts';
import { type Child, childFailed } from '../services/child-process.ts';
import { foreignEnvironment } from '../services/foreign-environment.ts';
import { ownProgram, type Service, startService } from '../services/service.ts';
import { startTemporal, type TemporalServer } from '../services/temporal-server.ts';

import { prepareBorrowed } from './prepare-borrowed.ts';
import { type SampleListing, sampleListings } from './sample-listings.ts';
import { readSandboxSite, type SandboxSite } from './sandbox-site.ts';

/** What the stack is told. */
export interface LocalStackOptions {
  readonly environment: Environment;
  /** Settings of the worker, such as its quiet period. */
  readonly settings?: Environment;
  readonly signal: AbortSignal;
  readonly onProgress: (sentence: string) => void;
  /** Called with each line that the worker and the gateway log. */
  readonly onLog?: (line: string) => void;
}

/** Everything that a stay needs, on this machine. */
export interface LocalStack {
  readonly temporal: TemporalConfig & { readonly uiUrl?: string };
  readonly sandbox: SandboxSite;
  /** Where the gateway is; this machine needs no token for it. */
  readonly gatewayUrl: string;
  readonly listings: readonly SampleListing[];
  /** Where the worker serves its health and its metrics. */
  readonly workerUrl: string;
  /** What another terminal exports to talk to it. */
  readonly exports: Readonly<Record<string, string>>;
  /** Rejects when one of its services ends by itself; never resolves. */
  readonly broken: Promise<never>;
}

const READY_WITHIN_MS = 60_000;
/** With Temporal's own, ten seconds for all; it takes one, unless a step is on its way to Seam. */
const STOP_GRACE_MS = { worker: 5_000, gateway: 2_000, sandbox: 2_000 };

/**
 * Starts Temporal, the sandbox, a worker and a gateway, lets a piece of work use them, and stops them in
 * reverse order however it ends.
 *
 * @throws TemporalUnavailable, ChildFailed, StayError; the signal's reason; what the work throws
 */
export async function withLocalStack<T>(
  options: LocalStackOptions,
  work: (stack: LocalStack) => Promise<T>,
): Promise<T> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    return await work(await startStack(options, undo));
  } catch (error) {
    // Whatever broke off because of it, being stopped is the reason.
    options.signal.throwIfAborted();
    throw error;
  } finally {
    for (const stop of undo.toReversed()) await stop();
  }
}

async function startStack(
  options: LocalStackOptions,
  undo: (() => Promise<unknown>)[],
): Promise<LocalStack> {
  const { environment, settings, signal, onProgress, onLog } = options;
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));

  const server = await findServer(options);
  undo.push(server.stop);
  onProgress('Starting the sandbox');
  const limits = { readyWithinMs: READY_WITHIN_MS, signal };
  const seam = await startService({
    name: 'The sandbox',
    ...ownProgram('sandbox/main', '--json'),
    ...limits,
    environment: foreignEnvironment(environment),
  });
  undo.push(() => seam.stop(STOP_GRACE_MS.sandbox));
  const sandbox = readSandboxSite(seam.readyLine);

  const listings = sampleListings(sandbox.systems);
  const listingsPath = join(folder, 'listings.json');
  const site = { listings: listings.map(({ entry }) => entry) };
  await writeFile(listingsPath, `${JSON.stringify(site, null, 2)}\n`);
  const exports = {
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: server.namespace,
    SEAM_API_KEY: sandbox.apiKey,
    SEAM_ENDPOINT: sandbox.url,
    NIGHTLATCH_LISTINGS: listingsPath,
  };
  const base = server.external ? environment : withoutProfile(environment, folder);
  const start = async (name: string, command: 'worker' | 'gateway'): Promise<Service> => {
    const service = await startService({
      name,
      ...ownProgram('src/cli/main', command, '--port', '0'),
      ...limits,
      // Whoever tries it by hand is on this machine, and needs no token.
      environment: { ...base, ...settings, ...exports, NIGHTLATCH_TOKENS: undefined },
      onLine: (line, stream) => void (stream === 'stderr' && onLog?.(line)),
    });
    undo.push(() => service.stop(STOP_GRACE_MS[command]));
    return service;
  };
  onProgress('Starting the worker and the gateway');
  const [worker, gateway] = await allStarted([
    start('The worker', 'worker'),
    start('The gateway', 'gateway'),
  ]);
  const broken = Promise.race([endOf(seam), endOf(worker), endOf(gateway), endOfServer(server)]);
  // Whether anybody waits for it is the work's affair.
  broken.catch(() => {});
  return {
    ...{ temporal: temporalOf(server, environment), sandbox, listings, exports, broken },
    ...{ workerUrl: urlIn(worker), gatewayUrl: urlIn(gateway) },
  };
}

/** Where a service is, as its ready line says; a worker's speaks of its health. */
function urlIn({ readyLine }: Service): string {
  return /http:\/\/[\w.:]+/.exec(readyLine)?.[0] ?? '';
}

/** Waits for both, also if one fails: the other is to be stopped then. */
async function allStarted<T>(starting: readonly [Promise<T>, Promise<T>]): Promise<[T, T]> {
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

async function findServer(options: LocalStackOptions): Promise<TemporalServer> {
  const { environment, signal, onProgress } = options;
  const running = namedTemporal(environment);
  const searchAttributes = STAY_SEARCH_ATTRIBUTES;
  const server = await startTemporal({
    environment,
    searchAttributes,
    running,
    ui: true,
    onProgress,
    signal,
  });
  if (running !== undefined) await prepareBorrowed(running);
  return server;
}

function temporalOf(server: TemporalServer, environment: Environment): LocalStack['temporal'] {
  const { address, namespace, uiUrl } = server;
  const named = server.external ? namedTemporal(environment) : undefined;
  return { ...(named ?? { connection: { address }, namespace, address }), ...(uiUrl && { uiUrl }) };
}

/** Keeps a profile that points elsewhere, and its keys, away from a server of our own. */
function withoutProfile(environment: Environment, folder: string): Environment {
  const rest = Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(rest), TEMPORAL_CONFIG_FILE: join(folder, 'no-profile.toml') };
}

async function endOf(child: Child): Promise<never> {
  await child.exited;
  throw childFailed(child, 'ended by itself');
}

async function endOfServer(server: TemporalServer): Promise<never> {
  // A borrowed server has no end that we could see.
  await (server.exited ?? new Promise<never>(() => {}));
  throw new Error('Temporal ended by itself');
}
