import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { messageOf } from '../../src/cli/services/error-facts.ts';
import {
  describeAttempts,
  firstFound,
  type SearchContext,
  type Way,
} from '../../src/cli/services/executable-search.ts';
import { addToCache, runnable } from '../../src/cli/services/program-cache.ts';
import { cacheFolder, searchPath } from '../../src/cli/services/program-folders.ts';
import { runCommand } from '../../src/cli/services/run-command.ts';

/** Prometheus' own programs: the server, and the tool that checks and plays its rules. */
export interface Prometheus {
  readonly server: string;
  readonly promtool: string;
}

const IN_CACHE = 'debian-prometheus';
const BIN = 'usr/bin';

const onPath: Way = {
  title: '`prometheus` and `promtool` on the path',
  find: ({ environment }) => firstFolder(searchPath(environment), 'not there'),
};

const inCache: Way = {
  title: 'our cache',
  find: ({ environment }) => {
    const cache = cacheFolder(environment);
    return firstFolder([join(cache, IN_CACHE, BIN)], `nothing in ${cache}`);
  },
};

/**
 * Debian's package, unpacked and not installed, so that nobody has to be root: both programs need nothing of
 * the system but its C library.
 */
const fromDebian: Way = {
  title: 'Debian’s package `prometheus`, by apt-get',
  async find(context) {
    context.onProgress('Fetching Prometheus from Debian, once');
    const home = await addToCache(context.environment, IN_CACHE, (incoming) =>
      unpack('prometheus', incoming, context),
    );
    return join(home, BIN);
  },
};

/**
 * Finds Prometheus on this machine, or fetches it from Debian, which takes some 15 seconds the first time.
 *
 * @throws Error that says what became of each way, and what to do
 */
export async function findPrometheus(context: SearchContext): Promise<Prometheus> {
  const found = await firstFound([onPath, inCache, fromDebian], context);
  if (typeof found !== 'string') {
    throw new Error(
      `There is no Prometheus here. Tried:\n${describeAttempts(found)}\nInstall Debian’s package prometheus, or put both programs on the path.`,
    );
  }
  return { server: join(found, 'prometheus'), promtool: join(found, 'promtool') };
}

/**
 * The same for a test: where there is none it says why, and the test is skipped. Debian's package is always to be had on
 * GitHub's machines, so there it fails.
 */
export async function prometheusIfAny(): Promise<Prometheus | undefined> {
  const onProgress = (sentence: string): void => console.error(sentence);
  try {
    return await findPrometheus({ environment: process.env, onProgress });
  } catch (error) {
    if (process.env['GITHUB_ACTIONS'] !== undefined) throw error;
    console.error(messageOf(error));
    return undefined;
  }
}

/** The first of these folders that has both programs. */
async function firstFolder(folders: readonly string[], absence: string): Promise<string> {
  for (const folder of folders) {
    const programs = ['prometheus', 'promtool'].map((name) => runnable(join(folder, name)));
    if ((await Promise.all(programs)).every((path) => path !== undefined)) return folder;
  }
  throw new Error(absence);
}

/** Downloads a package of the machine's own Debian and unpacks it into a folder, with lists of our own. */
async function unpack(
  name: string,
  folder: string,
  { environment, signal }: SearchContext,
): Promise<void> {
  const apt = join(folder, 'apt');
  const lists = join(apt, 'lists');
  const archives = join(apt, 'cache/archives');
  for (const each of [lists, archives]) await mkdir(join(each, 'partial'), { recursive: true });
  const own = [`Dir::State::lists=${lists}`, `Dir::Cache=${join(apt, 'cache')}`];
  // Root's apt would fetch as another user, who may not write here.
  const options = [...own, 'Debug::NoLocking=1', 'APT::Sandbox::User='];
  const get = ['apt-get', '--quiet', '--quiet', ...options.flatMap((option) => ['-o', option])];
  const inArchives = `cd "$0" && exec "$@"`;
  for (const words of [
    [...get, 'update'],
    ['sh', '-c', inArchives, archives, ...get, 'download', name],
    ['sh', '-c', `dpkg-deb --extract "$0"/${name}_*.deb "$1"`, archives, folder],
  ]) {
    const [command = '', ...args] = words;
    await runCommand({ name: command, command, args, environment, withinMs: 60_000, signal });
  }
  await rm(apt, { recursive: true });
}
