/**
 * Sends requests made from the gateway's own OpenAPI document to a gateway process, with a Temporal server, a
 * worker and the sandbox behind it, and judges every answer: `npm run fuzz -- --requests 50000`. Exits 1 if
 * anything was wrong.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { type LocalStack, withLocalStack } from '../src/cli/local/local-stack.ts';
import { ownProgram, type Service, startService } from '../src/cli/services/service.ts';
import { stopSignal } from '../src/cli/until-stopped.ts';
import { environment } from '../src/config.ts';
import { type Scope, SCOPES } from '../src/gateway/scopes.ts';
import { newToken } from '../src/gateway/tokens.ts';
import { PERSONAL } from '../test/gateway/fuzz/requests.ts';
import { fuzz, type Fuzzed, passedIn } from '../test/gateway/fuzz/run.ts';

const USAGE = `usage: npm run fuzz -- [options]

Sends requests made from the gateway's OpenAPI document, most of them well-formed, and judges each answer:
no 5xx but 503, no status that the document has not, nothing done without a token, nothing of a guest told
or logged. Exits 1 if anything was wrong, 2 for wrong
options. Ctrl-C ends it, with what was answered so far.

  --requests N  how many; 2000 unless said
  --seconds N   sends nothing more after so long, and judges what was answered; no limit unless said
  --seed S      the same seed makes the same requests; 1 unless said
  --help        prints this`;

/** A gateway answers 3,000 requests of one token in a minute. */
const TOKEN_SETS = 40;
/** Of every operation so many must be done: one in 500 of all. */
const DONE_SHARE = 500;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: '2000' },
      seconds: { type: 'string' },
      seed: { type: 'string', default: '1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  const { requests, seed, seconds = Infinity } = values;
  const told = { count: Number(requests), seed: Number(seed), seconds: Number(seconds) };
  if (
    !(told.count >= 1 && told.seconds > 0 && [told.count, told.seed].every(Number.isSafeInteger))
  ) {
    say(USAGE);
    return 2;
  }
  const signal = stopSignal();
  const settings = { NIGHTLATCH_SEAM_RATE: '500', NIGHTLATCH_QUIET_PERIOD: '1 second' };
  const options = { environment: environment(), settings, signal, onProgress: say };
  return withLocalStack(options, (stack) => fuzzOn(stack, told, signal));
}

interface Told {
  readonly count: number;
  readonly seed: number;
  readonly seconds: number;
}

async function fuzzOn(stack: LocalStack, told: Told, signal: AbortSignal): Promise<number> {
  const { count, seed } = told;
  const sets = Array.from({ length: TOKEN_SETS }, (_, nth) =>
    SCOPES.map((scope) => newToken(`${scope.replace(':', '-')}-${nth}`, [scope])),
  );
  const tokens = sets.map(
    (set) =>
      Object.fromEntries(SCOPES.map((scope, nth) => [scope, set[nth]?.token])) as Record<
        Scope,
        string
      >,
  );
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-fuzz-'));
  const path = join(folder, 'tokens.json');
  await writeFile(path, JSON.stringify({ tokens: sets.flat().map(({ entry }) => entry) }));
  let personalLines = 0;
  const gateway = await startService({
    name: 'The gateway',
    ...ownProgram('src/cli/main', 'gateway'),
    environment: { ...environment(), ...stack.exports, NIGHTLATCH_TOKENS: path },
    readyWithinMs: 60_000,
    signal,
    onLine: (line) => {
      if (line.includes(PERSONAL)) personalLines += 1;
    },
  });
  try {
    const [url = ''] = /http:\/\/[\w.:]+/.exec(gateway.readyLine) ?? [];
    const before = residentMb(gateway);
    const started = Date.now();
    const fuzzed = await fuzz({
      url,
      tokens,
      house: {
        ids: Array.from({ length: Math.max(5, Math.ceil(count / 200)) }, (_, nth) => `fuzz-${nth}`),
        listings: ['canal-house', 'garden-house', 'quay-room', 'nowhere'],
      },
      count,
      seed,
      until: started + told.seconds * 1_000,
      signal,
      onProgress: (done) => say(`${done} of ${count}, ${residentMb(gateway)} MB …`),
    });
    const seconds = Math.round((Date.now() - started) / 1_000);
    say(`${fuzzed.sent} requests in ${seconds} s, seed ${seed}`);
    say(`memory of the gateway: ${before} MB before, ${residentMb(gateway)} MB after`);
    return report(fuzzed, personalLines);
  } finally {
    await gateway.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function report(fuzzed: Fuzzed, personalLines: number): number {
  const count = fuzzed.sent;
  const wanted = Math.floor(count / DONE_SHARE);
  let isGood = fuzzed.faultCount === 0 && personalLines === 0;
  for (const [operation, statuses] of [...fuzzed.tally].toSorted(([a], [b]) =>
    a.localeCompare(b),
  )) {
    const each = [...statuses].toSorted(([a], [b]) => a - b);
    const done = each.reduce((sum, [status, times]) => (status < 300 ? sum + times : sum), 0);
    if (done < wanted) isGood = false;
    const few = done < wanted ? `  only ${done} done` : '';
    say(
      `${operation.padEnd(16)} ${each.map(([status, times]) => `${status}: ${times}`).join(', ')}${few}`,
    );
  }
  const passed = passedIn(fuzzed);
  say(`${passed} of ${count} passed tokens and schemas`);
  if (passed < count / 3) isGood = false;
  if (personalLines > 0) say(`${personalLines} lines of the log tell of a guest`);
  for (const fault of fuzzed.faults) say(`✘ ${fault}`);
  say(isGood ? '✔ Nothing was wrong.' : `✘ ${fuzzed.faultCount} answers were wrong.`);
  return isGood ? 0 : 1;
}

/** In MB, as the system counts it. */
function residentMb({ pid }: Service): number {
  const kilobytes = execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' });
  return Math.round(Number(kilobytes) / 1024);
}
