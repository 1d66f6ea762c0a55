import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import {
  describeAttempts,
  firstFound,
  type SearchContext,
  type Way,
} from '../../src/cli/services/executable-search.ts';
import { addToCache, runnable } from '../../src/cli/services/program-cache.ts';
import { cacheFolder } from '../../src/cli/services/program-folders.ts';
import { runCommand } from '../../src/cli/services/run-command.ts';
import { download, downloadedFile } from '../../src/cli/services/temporal-download.ts';

/** The version of `io.temporal:temporal-test-server` that Maven is asked for. */
const VERSION = '1.38.0';
const FROM_MAVEN = `temporal-test-server-${VERSION}`;
const LAUNCHER = 'launch';

/** A JVM that starts fast rather than one that runs fast: it is up within a second. */
const JAVA = 'java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "$here/lib/*"';

const POM = `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>nightlatch</groupId>
  <artifactId>time-skipping-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${VERSION}</version>
    </dependency>
    <!-- Without a logger the server complains about that at every start. -->
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-nop</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

const inCache: Way = {
  title: 'our cache',
  async find({ environment }) {
    const cache = cacheFolder(environment);
    for (const folder of [downloadedFile('temporal-test-server').folder, FROM_MAVEN]) {
      const launcher = await runnable(join(cache, folder, LAUNCHER));
      if (launcher !== undefined) return launcher;
    }
    throw new Error(`nothing in ${cache}`);
  },
};

const downloaded: Way = {
  title: "the SDK's download",
  async find(context) {
    const program = await download('temporal-test-server', context);
    return writeLauncher(dirname(program), '"$here/temporal-test-server"');
  },
};

const fromMaven: Way = {
  title: 'Maven',
  async find({ environment, onProgress, signal }) {
    onProgress("Fetching Temporal's time-skipping test server with Maven, once");
    const folder = await addToCache(environment, FROM_MAVEN, async (incoming) => {
      const pom = join(incoming, 'pom.xml');
      await writeFile(pom, POM);
      await runCommand({
        name: 'mvn',
        command: 'mvn',
        args: [
          '--quiet',
          '--batch-mode',
          `--file=${pom}`,
          'dependency:copy-dependencies',
          '-DincludeScope=runtime',
          `-DoutputDirectory=${join(incoming, 'lib')}`,
        ],
        environment,
        withinMs: 5 * 60_000,
        signal,
      });
      await writeLauncher(incoming, `${JAVA} io.temporal.testserver.TestServer`);
    });
    return join(folder, LAUNCHER);
  },
};

/**
 * Finds or fetches Temporal's time-skipping test server, and returns the path of a script that runs
 * it: the SDK gives the port as its argument, and kills it in the end.
 *
 * @throws Error that says what was tried
 */
export async function findTimeSkippingServer(context: SearchContext): Promise<string> {
  const found = await firstFound([inCache, downloaded, fromMaven], context);
  if (typeof found === 'string') return found;
  throw new Error(`There is no time-skipping server. Tried:\n${describeAttempts(found)}`);
}

/**
 * The SDK does not stop the server when the test process is killed, so the script sees to that
 * itself: a look a second at whether both still run.
 */
async function writeLauncher(folder: string, command: string): Promise<string> {
  const path = join(folder, LAUNCHER);
  const script = `#!/bin/sh
here=$(dirname "$0")
(
  while kill -0 "$PPID" && kill -0 "$$"; do sleep 1; done
  kill -s KILL "$$"
) </dev/null >/dev/null 2>&1 &
exec ${command} "$@"
`;
  await writeFile(path, script, { mode: 0o755 });
  return path;
}
