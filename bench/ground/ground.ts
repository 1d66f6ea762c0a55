import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readSandboxSite } from '../../src/cli/local/sandbox-site.ts';
import { foreignEnvironment } from '../../src/cli/services/foreign-environment.ts';
import { ownProgram, startService } from '../../src/cli/services/service.ts';
import { startTemporal } from '../../src/cli/services/temporal-server.ts';
import { environment } from '../../src/config.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../src/contract/search-attributes.ts';
import { buildProgram } from '../../test/support/build-program.ts';

/** What every row is measured on: one Temporal server, one sandbox, and the program as it is packed. */
export interface Ground {
  /** "host:port" of Temporal. */
  readonly address: string;
  readonly sandboxUrl: string;
  /** The built command line. */
  readonly program: string;
  /** For files; it goes with the ground. */
  readonly folder: string;
}

/** Long for a machine that is busy with others. Milliseconds. */
export const READY_WITHIN_MS = 120_000;

/** Builds the program, unless one is named, starts the servers, lets a piece of work use them, and stops them. */
export async function withGround(
  say: (line: string) => void,
  built: string | undefined,
  work: (ground: Ground) => Promise<void>,
): Promise<void> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const folder = await mkdtemp(join(tmpdir(), 'nightlatch-bench-'));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    if (built === undefined) say('Building what the workers run');
    const program = built ?? buildProgram('.cache/bench-program');
    const server = await startTemporal({
      environment: environment(),
      searchAttributes: STAY_SEARCH_ATTRIBUTES,
      onProgress: say,
    });
    undo.push(server.stop);
    const sandbox = await startService({
      name: 'The sandbox',
      ...ownProgram('sandbox/main', '--json'),
      environment: foreignEnvironment(environment()),
      readyWithinMs: READY_WITHIN_MS,
    });
    undo.push(() => sandbox.stop());
    const { url } = readSandboxSite(sandbox.readyLine);
    await work({ address: server.address, sandboxUrl: url, program, folder });
  } finally {
    for (const stop of undo.toReversed()) await stop();
  }
}
