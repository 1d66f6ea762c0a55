import { join } from 'node:path';

import type { SearchContext } from './executable-search.ts';
import { addToCache } from './program-cache.ts';
import { runCommand } from './run-command.ts';

/**
 * The last release of the Temporal CLI that `go install` takes: later ones replace a module of
 * their own.
 */
const CLI_VERSION = '1.5.1';

const BUILD_WITHIN_MS = 20 * 60_000;
const PROGRESS_EVERY_MS = 5_000;

/** The file in our cache that holds the Temporal CLI as we built it. */
export const builtFile = { folder: `cli-${CLI_VERSION}`, file: 'temporal' };

/** The command that builds it. */
export const BUILD_COMMAND = `go install github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`;

/**
 * Builds the Temporal CLI from its sources into our cache, which takes minutes the first time.
 *
 * @throws ChildFailed with Go's last words
 */
export async function buildWithGo(context: SearchContext): Promise<string> {
  const { environment, onProgress, signal } = context;
  const startedAt = Date.now();
  const report = (): void => {
    const elapsed = Math.round((Date.now() - startedAt) / 1000);
    onProgress(`Building Temporal with Go, once, some 4 minutes (${elapsed} s so far)`);
  };
  report();
  const reporting = setInterval(report, PROGRESS_EVERY_MS);
  try {
    const [command = '', ...args] = BUILD_COMMAND.split(' ');
    const home = await addToCache(environment, builtFile.folder, async (incoming) => {
      await runCommand({
        name: 'go',
        command,
        args,
        environment: { ...environment, GOBIN: incoming },
        withinMs: BUILD_WITHIN_MS,
        signal,
      });
    });
    return join(home, builtFile.file);
  } finally {
    clearInterval(reporting);
  }
}
