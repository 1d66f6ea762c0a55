import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { type RunningSandbox, startSandbox } from '../../../sandbox/server.ts';
import type { SearchContext } from '../../../src/cli/services/executable-search.ts';
import type { Service } from '../../../src/cli/services/service.ts';
import { type Environment, environment } from '../../../src/config.ts';
import { pathOf, read } from '../../docs/page.ts';
import { listingsOfHouse } from '../../support/house.ts';
import { type PrometheusServer, startPrometheus } from '../../support/prometheus-server.ts';
import { findPrometheus } from '../../support/prometheus.ts';
import { shortenRules } from '../../telemetry/shorten-rules.ts';
import { type SeamWatch, watchSeam } from '../seam-watch.ts';

import { ownPrograms } from './own-programs.ts';
import { startTemporalOnPostgres, type TemporalOnPostgres } from './temporal-on-postgres.ts';

/** Nightlatch as docs/deployment.md has it stand, on this machine and without Docker. */
export interface Deployment extends TemporalOnPostgres {
  readonly workers: readonly Service[];
  readonly gatewayUrl: string;
  readonly seam: SeamWatch;
  readonly prometheus: PrometheusServer;
  /** Has `nightlatch doctor` look; throws what it says if something is wrong. */
  doctor(): Promise<unknown>;
}

/** What the drill is told. */
export interface DeploymentOptions {
  /** The built command line, `src/cli/main.js`. */
  readonly program: string;
  readonly workers: number;
  readonly quietPeriod: string;
  readonly say: (line: string) => void;
}

/** The worker that lists the stays is missed by the others after minutes: these are as long in a drill as at night. */
const NOT_SHORTENED = ['StaysNotListed'];

/** Starts everything in the order of the compose file, with its scripts and what it gives each service. */
export async function deploy(
  { program, workers: count, quietPeriod, say }: DeploymentOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-drill-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  // The database's user passes through it to its own folder.
  await chmod(folder, 0o711);
  const context = { environment: environment(), onProgress: say };
  const tried = parseEnv(read('deploy/sandbox.env'));
  const settings: Environment = { ...tried, NIGHTLATCH_QUIET_PERIOD: quietPeriod };
  const sandbox = await startSandbox();
  undo.push(() => sandbox.close());
  const base = await startTemporalOnPostgres(folder, settings, context, undo);
  const elsewhere = await filesIn(folder, settings, base, sandbox);
  const { run, serve } = ownPrograms({ program, settings, elsewhere }, undo);
  say('Keys and setup');
  await run('keys', 'keys', 'new', '--if-none', '--file', elsewhere.NIGHTLATCH_PAYLOAD_KEYS);
  await run('setup', 'setup');
  say('Starting workers, gateway and Prometheus');
  const workers: Service[] = [];
  while (workers.length < count) workers.push(await serve('worker', 'worker', '--port', '0'));
  const gateway = await serve('gateway', 'gateway', '--port', '0');
  const prometheus = await watch(folder, workers, gateway, context);
  undo.push(() => prometheus.stop());
  return {
    ...{ ...base, workers, prometheus },
    gatewayUrl: `http://${hostOf(gateway)}`,
    seam: watchSeam(sandbox, settings['SEAM_API_KEY'] ?? ''),
    doctor: () => run('worker', 'doctor'),
  };
}

async function filesIn(
  folder: string,
  settings: Environment,
  { temporal }: TemporalOnPostgres,
  sandbox: RunningSandbox,
) {
  const listings = join(folder, 'listings.json');
  await writeFile(listings, JSON.stringify({ listings: listingsOfHouse() }));
  return {
    TEMPORAL_ADDRESS: temporal.address,
    SEAM_ENDPOINT: sandbox.url,
    NIGHTLATCH_PAYLOAD_KEYS: join(folder, 'payload-keys.json'),
    NIGHTLATCH_LISTINGS: listings,
    NIGHTLATCH_TOKENS: pathOf(settings['TOKENS_FILE'] ?? ''),
  };
}

async function watch(
  folder: string,
  workers: readonly Service[],
  gateway: Service,
  context: SearchContext,
): Promise<PrometheusServer> {
  const { server } = await findPrometheus(context);
  const own = join(folder, 'prometheus');
  await mkdir(own);
  // A minute of theirs is four seconds: what heals by itself must heal before somebody is called even so.
  const rules = shortenRules(read('deploy/prometheus/alerts.yml'), { kept: NOT_SHORTENED });
  const jobs = { worker: workers.map(hostOf), gateway: [hostOf(gateway)] };
  return startPrometheus({ server, folder: own, rules, jobs });
}

/** "host:port" of a service, as its ready line says. */
function hostOf({ readyLine }: Service): string {
  return /http:\/\/([\w.:]+)/.exec(readyLine)?.[1] ?? '';
}
