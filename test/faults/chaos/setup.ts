import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client, Connection } from '@temporalio/client';

import { startSandbox } from '../../../sandbox/server.ts';
import { type Environment, environment } from '../../../src/config.ts';
import { listingsOfScenarios } from '../scenario.ts';
import { type SeamWatch, watchSeam } from '../seam-watch.ts';

import { Crew } from './crew.ts';
import { MortalTemporal } from './mortal-temporal.ts';

/** What a run needs, started. */
export interface ChaosSetup {
  readonly temporal: MortalTemporal;
  readonly crew: Crew;
  readonly seam: SeamWatch;
  readonly client: Client;
}

const KEY = 'seam_chaos';

/** Starts everything on this machine; what is pushed to `undo` ends it, in the reverse order. */
export async function setUpChaos(
  { program, workers }: { readonly program: string; readonly workers: number },
  undo: (() => Promise<unknown>)[],
): Promise<ChaosSetup> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-chaos-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const listingsPath = join(folder, 'listings.json');
  await writeFile(listingsPath, JSON.stringify(listingsOfScenarios()));
  const temporal = await MortalTemporal.start(folder);
  undo.push(() => temporal.stop());
  const sandbox = await startSandbox();
  undo.push(() => sandbox.close());
  const settings: Environment = {
    ...environment(),
    TEMPORAL_ADDRESS: temporal.address,
    SEAM_API_KEY: KEY,
    SEAM_ENDPOINT: sandbox.url,
    NIGHTLATCH_LISTINGS: listingsPath,
    NIGHTLATCH_QUIET_PERIOD: '3 seconds',
    NIGHTLATCH_SEAM_RATE: '200',
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  };
  const crew = new Crew(program, settings, 'worker');
  undo.push(() => crew.stop());
  await crew.start(workers);
  const connection = await Connection.connect({ address: temporal.address });
  undo.push(() => connection.close());
  return { temporal, crew, seam: watchSeam(sandbox, KEY), client: new Client({ connection }) };
}
