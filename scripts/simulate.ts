/**
 * Plays made-up stays on the simulator, under faults and crashes, and reports which invariants of
 * `docs/reliability.md` were violated: `npm run simulate -- --stays 100000 [--seed S]`. One seed is
 * one stay; a single one is told with everything that happens in it. Exits 1 if anything was violated.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import { playSeeds } from '../test/simulation/play-seeds.ts';
import { replayCommand, reportOf } from '../test/simulation/report.ts';
import { useStandIns } from '../test/simulation/stand-ins.ts';
import type { Tally } from '../test/simulation/tally.ts';

const USAGE = 'usage: npm run simulate -- --stays N [--seed S] [--threads T] [--report FILE]';

const { values } = parseArgs({
  options: {
    stays: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '0' },
    threads: { type: 'string', default: String(availableParallelism()) },
    report: { type: 'string' },
  },
});
const [stays, seed, threads] = [values.stays, values.seed, values.threads].map(Number);
if (!isCount(stays) || !isCount(threads) || !Number.isSafeInteger(seed)) {
  console.error(USAGE);
  process.exit(2);
}

process.exitCode = stays === 1 ? await tellOne(values.seed) : await tellMany(stays, threads);

async function tellOne(one: string): Promise<number> {
  useStandIns();
  const { play } = await import('../test/simulation/play.ts');
  const { story, trace, violations } = await play(one, true);
  console.log(JSON.stringify(story, undefined, 2));
  console.log(trace.join('\n'));
  for (const { invariant, at, stay, what } of violations) {
    console.log(`VIOLATED ${invariant}: ${stay}: ${what} (${new Date(at).toISOString()})`);
  }
  console.log(`Again: ${replayCommand(one)}`);
  return violations.length === 0 ? 0 : 1;
}

async function tellMany(count: number, on: number): Promise<number> {
  const began = performance.now();
  const tally = await playSeeds({
    first: Number(seed),
    count,
    threads: on,
    onProgress: (so) => showProgress(so, count, began),
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  const command = `npm run simulate -- --stays ${count} --seed ${seed}`;
  const report = reportOf(tally, { command, ms: performance.now() - began });
  console.log(report);
  if (values.report !== undefined) await writeFile(values.report, `${report}\n`);
  return tally.failures.length === 0 ? 0 : 1;
}

function showProgress({ stays: done, failures }: Tally, count: number, began: number): void {
  if (!process.stderr.isTTY) return;
  const width = 30;
  const filled = Math.round((done / count) * width);
  const speed = Math.round((done / (performance.now() - began)) * 1_000);
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
  process.stderr.write(`\r${bar} ${done}/${count} stays, ${speed}/s, ${failures.length} violated `);
}

function isCount(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
