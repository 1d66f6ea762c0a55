import { join } from 'node:path';

import type { Environment } from '../../config.ts';

import { messageOf } from './error-facts.ts';
import {
  type Attempt,
  describeAttempts,
  firstFound,
  type SearchContext,
  type Way,
} from './executable-search.ts';
import { runnable } from './program-cache.ts';
import { cacheFolder, goBinFolder, searchPath } from './program-folders.ts';
import { runCommand } from './run-command.ts';
import { BUILD_COMMAND, buildWithGo, builtFile } from './temporal-build.ts';
import { download, downloadedFile } from './temporal-download.ts';

/** There is no Temporal server to talk to. `next` is what a person can do about it. */
export class TemporalUnavailable extends Error {
  override readonly name = 'TemporalUnavailable';
  readonly next: string;

  constructor(message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}

const onPath: Way = {
  title: '`temporal` on the path',
  async find({ environment }) {
    const folders = [...searchPath(environment), goBinFolder(environment)];
    return working(
      environment,
      folders.map((folder) => join(folder, 'temporal')),
      'not there',
    );
  },
};

const inCache: Way = {
  title: 'our cache',
  async find({ environment }) {
    const cache = cacheFolder(environment);
    const files = [downloadedFile('cli'), builtFile];
    const paths = files.map(({ folder, file }) => join(cache, folder, file));
    return working(environment, paths, `nothing in ${cache}`);
  },
};

const downloaded: Way = {
  title: "the SDK's download",
  find: async (context) => download('cli', context),
};

const built: Way = { title: `\`${BUILD_COMMAND}\``, find: buildWithGo };

/**
 * Finds the Temporal CLI on this machine, or fetches or builds it.
 *
 * @throws TemporalUnavailable that says what became of each way; the signal's reason
 */
export async function findTemporal(context: SearchContext): Promise<string> {
  const found = await firstFound([onPath, inCache, downloaded, built], context);
  if (typeof found === 'string') return found;
  throw notFound(found);
}

/**
 * The first of these programs that says its version; another one of that name, or half of one, does
 * not.
 */
async function working(
  environment: Environment,
  paths: readonly string[],
  absence: string,
): Promise<string> {
  const failures: string[] = [];
  for (const path of paths) {
    if ((await runnable(path)) === undefined) continue;
    try {
      await runCommand({
        name: path,
        command: path,
        args: ['--version'],
        environment,
        withinMs: 10_000,
      });
      return path;
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new Error(failures.join('\n') || absence);
}

function notFound(attempts: readonly Attempt[]): TemporalUnavailable {
  return new TemporalUnavailable(
    `There is no Temporal server to start. Tried:\n${describeAttempts(attempts)}`,
    'Install the Temporal CLI (https://docs.temporal.io/cli) so that `temporal` is on the path, ' +
      'or set TEMPORAL_ADDRESS to a running server.',
  );
}
