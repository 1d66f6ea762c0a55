/**
 * Plays made-up stays on the simulator, under faults and crashes, and reports which invariants of
 * `docs/reliability.md` were violated: `npm run simulate -- --stays 100000 [--seed S]`. One seed is
 * one stay; a single one is told with everything that happens in it. Exits 1 if anything was violated.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import { changePairs } from '../test/simulation/pairs/change-pairs.ts';
import { faultPairs, storyOfPair } from '../test/simulation/pairs/fault-pairs.ts';
import { playSeeds, playStories } from '../test/simulation/play-stories.ts';
import { replayCommand, reportOf } from '../test/simulation/report.ts';
import { useStandIns } from '../test/simulation/stand-ins.ts';
import type { Tally } from '../test/simulation/tally.ts';
import type { Story } from '../test/simulation/world/story.ts';

const USAGE = `usage: npm run simulate -- [options]

Plays made-up stays on a simulated Temporal and Seam, under faults and crashes, and judges every door.
The same seed always gives the same stay. Exits 1 if an invariant was violated, 2 for wrong options.

  --stays N      how many stays, one for each seed from the first on; 1,000 unless said.
                 A single one is told with everything that happens in it.
  --seed S       the first seed, a whole number; 0 unless said
  --pairs WHICH  instead of seeds: \`changes\`, every two changes of mind at every point of a stay's
                 life, or \`faults\`, every two faults in a row at every call of a stay
  --story NAME   tells one of the pairs with everything that happens in it
  --threads T    how many threads; one for each processor unless said
  --report FILE  writes what is printed at the end to a file as well
  --help         prints this`;

interface Options {
  readonly stays: number;
  readonly seed: number;
  readonly threads: number;
  readonly pairs: Pairs | undefined;
  readonly story: string | undefined;
  readonly report: string | undefined;
}

type Pairs = 'changes' | 'faults';

const options = readOptions();
if (options !== undefined) {
  const { stays, seed, pairs, story } = options;
  if (story !== undefined) process.exitCode = await tellNamed(story);
  else if (stays === 1 && pairs === undefined) process.exitCode = await tellOne(String(seed));
  else process.exitCode = await tellMany(options);
}

/** Reads the command line; undefined, with the exit code set, if there is nothing to play. */
function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        stays: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '0' },
        threads: { type: 'string', default: String(availableParallelism()) },
        pairs: { type: 'string' },
        story: { type: 'string' },
        report: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.log(USAGE);
      return undefined;
    }
    return {
      stays: wholeNumber('--stays', values.stays, 1),
      seed: wholeNumber('--seed', values.seed, 0),
      threads: wholeNumber('--threads', values.threads, 1),
      pairs: values.pairs === undefined ? undefined : pairsCalled(values.pairs),
      story: values.story,
      report: values.report,
    };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 2;
    return undefined;
  }
}

function pairsCalled(text: string): Pairs {
  if (text === 'changes' || text === 'faults') return text;
  throw new RangeError(`--pairs is "${text}": it must be changes or faults.`);
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${option} is "${text}": it must be a whole number of at least ${least}.`);
}

async function tellNamed(name: string): Promise<number> {
  const pairs = [...(await storiesOf('changes')), ...(await storiesOf('faults'))];
  const story = pairs.find(({ seed }) => seed === name);
  if (story !== undefined) return tellOne(story);
  console.error(`There is no pair called "${name}".`);
  return 2;
}

async function tellOne(which: Story | string): Promise<number> {
  useStandIns();
  const { play } = await import('../test/simulation/play.ts');
  const { story, trace, violations } = await play(which, true);
  console.log(JSON.stringify(story, undefined, 2));
  console.log(trace.join('\n'));
  for (const { invariant, at, stay, what } of violations) {
    console.log(`VIOLATED ${invariant}: ${stay}: ${what} (${new Date(at).toISOString()})`);
  }
  console.log(`Again: ${replayCommand(story.seed)}`);
  return violations.length === 0 ? 0 : 1;
}

async function tellMany(wanted: Options): Promise<number> {
  const { stays, seed, threads, pairs, report } = wanted;
  const began = performance.now();
  const onProgress = (so: Tally, count: number): void => showProgress(so, count, began);
  const tally =
    pairs === undefined
      ? await playSeeds({ first: seed, count: stays }, { threads, onProgress })
      : await playStories(await storiesOf(pairs), { threads, onProgress });
  if (process.stderr.isTTY) process.stderr.write('\n');
  const what = pairs === undefined ? `--stays ${stays} --seed ${seed}` : `--pairs ${pairs}`;
  const text = reportOf(tally, {
    command: `npm run simulate -- ${what}`,
    date: new Date(),
    nodeVersion: process.versions.node,
    threads,
    ms: performance.now() - began,
  });
  console.log(text);
  if (report !== undefined) await writeFile(report, `${text}\n`);
  return tally.failures.length === 0 ? 0 : 1;
}

async function storiesOf(pairs: Pairs): Promise<readonly Story[]> {
  if (pairs === 'changes') return changePairs();
  useStandIns();
  const { play } = await import('../test/simulation/play.ts');
  return (await faultPairs(play)).map(storyOfPair);
}

function showProgress({ stays: done, failures }: Tally, count: number, began: number): void {
  if (!process.stderr.isTTY) return;
  const width = 30;
  const filled = Math.round((done / count) * width);
  const speed = Math.round((done / (performance.now() - began)) * 1_000);
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
  process.stderr.write(`\r${bar} ${done}/${count} stays, ${speed}/s, ${failures.length} violated `);
}
