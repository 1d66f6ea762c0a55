/**
 * Tells the stories of the Seam port, and puts the doubts about Seam, to the real service, and prints
 * where it differs from the sandbox: `SEAM_API_KEY=… npm run seam-stories`. docs/seam-second-opinion.md
 * says what is asked and why. Exits 0 whatever the answers are; 1 if something is left behind or Seam
 * could not be asked any more; 2 for wrong options or a workspace that is refused; 130 when stopped.
 */
import { parseArgs } from 'node:util';

import { ConfigurationError, seam } from '../src/config.ts';
import { isSeamError } from '../src/seam/errors.ts';
import {
  PREFIX,
  removeLeftovers,
  secondOpinion,
  type Telling,
} from '../test/seam/second-opinion/opinion.ts';
import type { Left } from '../test/seam/second-opinion/removal.ts';
import { reportOf } from '../test/seam/second-opinion/report.ts';
import { CannotTell } from '../test/seam/second-opinion/workspace.ts';

const USAGE = `usage: SEAM_API_KEY=… npm run --silent seam-stories -- [--rate N] [--clean]

Tells stories to Seam and to the sandbox, and prints as Markdown where they differ. The key must be that
of a sandbox workspace. It makes only users, identities, credentials and memberships whose names and keys
begin with "${PREFIX}", and removes them at the end, also after Ctrl-C.

  --rate N  requests a second, up to 100; 5 unless said
  --clean   tells nothing; removes what earlier runs have left, by that mark
  --help    prints this`;

const MINUTE = 60_000;
const CLEAN = 'npm run seam-stories -- --clean';
/** One key press arrives twice, from the terminal and from npm. */
const ONE_KEY_PRESS_MS = 1_000;

const mark = `${PREFIX}${Math.random().toString(36).slice(2, 8).padEnd(6, '0')}-`;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

process.exitCode = await main();
// A process that ends by itself takes its handlers off first, and the second signal would kill it.
process.stdout.write('', () => process.exit());

async function main(): Promise<number> {
  try {
    const { rate, isCleaning, isHelp } = readOptions();
    if (isHelp) {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    const { apiKey, endpoint = 'https://connect.getseam.com' } = seam();
    const signal = stopSignal();
    const withinMs = { telling: 20 * MINUTE, removal: 2 * MINUTE };
    return await run({ apiKey, endpoint, rate, signal, withinMs, say }, isCleaning);
  } catch (error) {
    return whyNot(error);
  }
}

/** Throws a RangeError or parseArgs' own TypeError, whose message says what is wrong. */
function readOptions() {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '5' },
      clean: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const rate = Number(values.rate);
  if (!(rate > 0 && rate <= 100)) {
    throw new RangeError(`--rate is "${values.rate}": it must be a number up to 100.`);
  }
  return { rate, isCleaning: values.clean, isHelp: values.help };
}

async function run(telling: Telling, isCleaning: boolean): Promise<number> {
  if (isCleaning) {
    return tellLeft(await removeLeftovers(telling), telling.signal.aborted);
  }
  const opinion = await secondOpinion(telling, mark);
  process.stdout.write(`${reportOf(opinion, new Date())}\n`);
  return tellLeft(opinion.left, telling.signal.aborted);
}

function tellLeft({ users, identities, onTheirWay }: Left, isStopped: boolean): number {
  if (users + identities === 0) {
    say('Nothing with the mark is left.');
    return isStopped ? 130 : 0;
  }
  say(
    `Left: ${users} users and ${identities} identities; Seam says of ${onTheirWay} that it is removing them. ` +
      `Once more later: ${CLEAN}. What stays even then has to be removed in Seam's console, by "${PREFIX}" in its name or key.`,
  );
  return 1;
}

/** Aborted by the first Ctrl-C; the second leaves everything where it is. */
function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  let stoppedAt = 0;
  const stop = (): void => {
    if (!stopping.signal.aborted) {
      stoppedAt = performance.now();
      stopping.abort();
      say('Stopping. What was made is being removed; Ctrl-C once more leaves it where it is.');
    } else if (performance.now() - stoppedAt > ONE_KEY_PRESS_MS) {
      say(
        `Stopped at once. Users and identities whose names and keys begin with "${mark}" may be left: ${CLEAN}`,
      );
      process.exit(130);
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  return stopping.signal;
}

function whyNot(error: unknown): number {
  if (error instanceof ConfigurationError) {
    say(
      `${error.message} It must be a key of a sandbox workspace: docs/seam-second-opinion.md says how one is made.`,
    );
    return 2;
  }
  if (error instanceof CannotTell) {
    say(error.message);
    return 2;
  }
  if (isSeamError(error)) {
    say(`${error.message}. Something with the mark "${PREFIX}" may be left. Later: ${CLEAN}`);
    return 1;
  }
  const isParsers = error instanceof TypeError && 'code' in error;
  if (error instanceof RangeError || isParsers) {
    say(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  throw error;
}
