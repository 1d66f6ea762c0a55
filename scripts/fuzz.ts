/**
 * Sends requests made from the gateway's own OpenAPI document to a gateway process, with a Temporal server, a
 * worker and the sandbox behind it, and judges every answer: `npm run fuzz -- --requests 50000`. Exits 1 if
 * anything was wrong.
 */
import { parseArgs } from 'node:util';

import { type LocalStack, withLocalStack } from '../src/cli/local/local-stack.ts';
import { stopSignal } from '../src/cli/until-stopped.ts';
import { environment } from '../src/config.ts';
import { startFuzzedGateway } from '../test/gateway/fuzz/fuzzed-gateway.ts';
import type { Memory } from '../test/gateway/fuzz/memory.ts';
import { fuzz, type Fuzzed, passedIn } from '../test/gateway/fuzz/run.ts';

const USAGE = `usage: npm run fuzz -- [options]

Sends requests made from the gateway's OpenAPI document, most of them well-formed, and judges each answer:
no 5xx but 503, no status that the document has not, nothing done without a token, nothing of a guest told
or logged, and no memory that grows. Exits 1 if anything was wrong, 2 for wrong options. Ctrl-C ends it, with
what was answered so far.

  --requests N  how many; 2000 unless said
  --seconds N   sends nothing more after so long, and judges what was answered; no limit unless said
  --seed S      the same seed makes the same requests; 1 unless said
  --help        prints this`;

/** The memory is looked at after each so many requests. */
const MEMORY_EVERY = 5_000;
/** Until then a gateway loads and compiles, which is no growth. Their answers are not judged. */
const WARMING_UP = 500;
/** It goes up and down by a few; 350 bytes kept of each of 50,000 requests are more. */
const MOST_MORE_MB = 16;
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
  const gateway = await startFuzzedGateway({ ...environment(), ...stack.exports }, signal);
  try {
    const { url, tokens } = gateway;
    const house = {
      ids: Array.from({ length: Math.max(5, Math.ceil(count / 200)) }, (_, nth) => `fuzz-${nth}`),
      listings: ['canal-house', 'garden-house', 'quay-room', 'nowhere'],
    };
    const same = { url, tokens, house, signal };
    await fuzz({ ...same, count: WARMING_UP, seed: seed + 1 });
    const before = await gateway.memory();
    const started = Date.now();
    const fuzzed = await fuzz({
      ...{ ...same, count, seed },
      until: started + told.seconds * 1_000,
      onProgress: async (done) => {
        const held = done % MEMORY_EVERY === 0 ? `, ${textOf(await gateway.memory())}` : '';
        say(`${done} of ${count}${held} …`);
      },
    });
    say(`${fuzzed.sent} requests in ${Math.round((Date.now() - started) / 1_000)} s, seed ${seed}`);
    const after = await gateway.memory();
    say(`the gateway before: ${textOf(before)}`);
    say(`the gateway after: ${textOf(after)}`);
    for (const [why, times] of gateway.reasonsAway()) say(`503, ${times} times: ${why}`);
    const isGood = report(fuzzed, gateway.personalLines(), heldMore(before, after));
    return isGood ? 0 : 1;
  } finally {
    await gateway.stop();
  }
}

function textOf({ objects, buffers, resident }: Memory): string {
  return `${objects} MB of objects and ${buffers} MB of buffers without garbage, ${resident} MB resident`;
}

/** In MB. */
function heldMore(before: Memory, after: Memory): number {
  return after.objects + after.buffers - before.objects - before.buffers;
}

function report(fuzzed: Fuzzed, personalLines: number, moreMb: number): boolean {
  const count = fuzzed.sent;
  const wanted = Math.floor(count / DONE_SHARE);
  const grows = moreMb > MOST_MORE_MB;
  let isGood = fuzzed.faultCount === 0 && personalLines === 0 && !grows;
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
  if (grows) say(`the gateway holds ${moreMb} MB more than before: something is kept that grows`);
  for (const fault of fuzzed.faults) say(`✘ ${fault}`);
  say(isGood ? '✔ Nothing was wrong.' : `✘ It failed: ${fuzzed.faultCount} answers were wrong.`);
  return isGood;
}
