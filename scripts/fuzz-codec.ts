import { parseArgs } from 'node:util';

import { assert, asyncProperty, type Arbitrary } from 'fast-check';

import {
  judgePayload,
  judgeRing,
  MUTATED_PAYLOADS,
  MUTATED_RINGS,
} from '../test/codec/mutations.ts';

// Touches encrypted payloads and key ring files, and looks whether one is read as something else, or ends in an error
// that is not ours: npm run fuzz:codec -- --count 50000 [--seed N]

const { values } = parseArgs({ options: { count: { type: 'string' }, seed: { type: 'string' } } });
const count = Number(values.count ?? 50_000);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

async function run<T>(
  what: string,
  inputs: Arbitrary<T>,
  judge: (input: T) => Promise<string | undefined>,
) {
  const started = performance.now();
  const property = asyncProperty(inputs, async (input) => {
    const fault = await judge(input);
    if (fault !== undefined) throw new Error(fault);
  });
  await assert(property, { numRuns: Math.ceil(count / 2), seed });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${Math.ceil(count / 2)} ${what}, none misread, ${seconds} s\n`);
}

process.stdout.write(`seed ${seed}\n`);
await run('mutated payloads', MUTATED_PAYLOADS, judgePayload);
await run('mutated key rings', MUTATED_RINGS, judgeRing);
