/**
 * Plays made-up stays on the simulator, under faults and crashes, and reports which invariants of
 * `docs/reliability.md` were violated: `npm run simulate -- --stays 100000 [--seed S]`. One seed is
 * one stay; a single one is told with everything that happens in it. Exits 1 if anything was violated.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { seamRate } from '../src/config.ts';
import { CannotResume, playLong, type LongRun, type SoFar } from '../test/simulation/long-run.ts';
import { changePairs } from '../test/simulation/pairs/change-pairs.ts';
import { faultPairs, storyOfPair } from '../test/simulation/pairs/fault-pairs.ts';
import { replayCommand, reportOf, toldWave } from '../test/simulation/report.ts';
import { useStandIns } from '../test/simulation/stand-ins.ts';
import type { Tally } from '../test/simulation/tally.ts';
import { houseName } from '../test/simulation/world/generate-house.ts';
import { keyStoryCalled } from '../test/simulation/world/generate-keys.ts';
import { resetsCalled, resetsName } from '../test/simulation/world/generate-resets.ts';
import { toldCalled } from '../test/simulation/world/generate-told.ts';
import type { Story } from '../test/simulation/world/story.ts';

const USAGE = `usage: npm run simulate -- [options]

Plays made-up stays on a simulated Temporal and Seam, under faults and crashes, and judges every door.
The same seed always gives the same stay. Exits 1 if an invariant was violated, 2 for wrong options.

  --stays N      how many stays, one for each seed from the first on; 1,000 unless said.
                 A single one is told with everything that happens in it.
  --seed S       the first seed, a whole number; 0 unless said
  --house N      each seed is a house of N stays that leave and arrive in one second, and \`--stays\`
                 says how many houses
  --wave N       instead of seeds: N Space guests leave and N arrive in one second, at the default rate
                 while nothing goes wrong, and it is told when the doors shut and opened
  --resets       each seed is a story in which an operator resets the runs of a stay
  --pairs WHICH  instead of seeds: \`changes\`, every two changes of mind at every point of a stay's
                 life, or \`faults\`, every two faults in a row at every call of a stay
  --story NAME   tells one of the pairs, or a story of another kind, with everything that happens in it
  --threads T    how many threads; one for each processor unless said
  --report FILE  writes what is printed at the end to a file as well, and what there is so far
                 after every thousand seeds
  --resume       goes on where the same run was stopped
  --help         prints this`;

/** How far the last run has come. */
const SO_FAR = join(import.meta.dirname, '../.cache/simulation.json');

interface Options {
  readonly stays: number;
  readonly seed: number;
  readonly threads: number;
  readonly house: number | undefined;
  readonly wave: number | undefined;
  readonly areReset: boolean;
  readonly pairs: Pairs | undefined;
  readonly story: string | undefined;
  readonly report: string | undefined;
  readonly isResumed: boolean;
}

type Pairs = 'changes' | 'faults';

const options = readOptions();
if (options !== undefined) {
  const { stays, seed, wave, pairs, story } = options;
  if (wave !== undefined) await tellWaves(wave);
  else if (story !== undefined) process.exitCode = await tellNamed(story);
  else if (stays === 1 && pairs === undefined)
    process.exitCode = await tellOne(seedCalled(seed, options));
  else process.exitCode = await tellMany(options).catch(sayWhyNot);
}

/** Reads the command line; undefined, with the exit code set, if there is nothing to play. */
function readOptions(): Options | undefined {
  try {
    const { values } = parseArgs({
      options: {
        stays: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '0' },
        threads: { type: 'string', default: String(availableParallelism()) },
        house: { type: 'string' },
        wave: { type: 'string' },
        resets: { type: 'boolean', default: false },
        pairs: { type: 'string' },
        story: { type: 'string' },
        report: { type: 'string' },
        resume: { type: 'boolean', default: false },
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
      house: values.house === undefined ? undefined : wholeNumber('--house', values.house, 2),
      wave: values.wave === undefined ? undefined : wholeNumber('--wave', values.wave, 1),
      areReset: values.resets,
      pairs: values.pairs === undefined ? undefined : pairsCalled(values.pairs),
      story: values.story,
      report: values.report,
      isResumed: values.resume,
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

/** Those who leave alone, those who arrive alone, and both at once. */
async function tellWaves(guests: number): Promise<void> {
  useStandIns();
  const { measureWave } = await import('../test/simulation/measure-wave.ts');
  const waves = [
    { departures: guests, arrivals: 0 },
    { departures: 0, arrivals: guests },
    { departures: guests, arrivals: guests },
  ];
  for (const wave of waves) {
    console.log(toldWave(await measureWave({ ...wave, perSecond: seamRate({}) })));
  }
}

async function tellNamed(name: string): Promise<number> {
  const made = toldCalled(name) ?? resetsCalled(name) ?? keyStoryCalled(name);
  if (made !== undefined) return tellOne(made);
  const pairs = [...(await storiesOf('changes')), ...(await storiesOf('faults'))];
  const story = pairs.find(({ seed }) => seed === name);
  if (story !== undefined) return tellOne(story);
  console.error(`There is no story called "${name}".`);
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
  const { threads, report, isResumed } = wanted;
  const { name, count, storyAt } = await storiesWanted(wanted);
  const command = `npm run simulate -- ${name}`;
  const facts = { command, count, date: new Date(), nodeVersion: process.versions.node, threads };
  const told = (soFar: SoFar): string => reportOf(soFar.tally, { ...facts, ...soFar });
  const began = performance.now();
  const soFar = await playLong({
    ...{ name, count, storyAt, threads, isResumed, file: SO_FAR },
    onProgress: (tally) => showProgress(tally, count, began),
    onChapter: async (now) => {
      if (!process.stderr.isTTY) console.error(progressOf(now.tally, count, now.ms));
      if (report !== undefined) await writeFile(report, `${told(now)}\n`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  console.log(told(soFar));
  return soFar.tally.failures.length === 0 ? 0 : 1;
}

function sayWhyNot(error: unknown): number {
  if (!(error instanceof CannotResume)) throw error;
  console.error(`${error.message}, so there is nothing to go on with: leave --resume out.`);
  return 2;
}

type Stories = Pick<LongRun, 'name' | 'count' | 'storyAt'>;

async function storiesWanted(wanted: Options): Promise<Stories> {
  const { stays, seed, house, areReset, pairs } = wanted;
  if (pairs === undefined) {
    const kind = areReset ? '--resets ' : house === undefined ? '' : `--house ${house} `;
    const name = `${kind}--stays ${stays} --seed ${seed}`;
    return { name, count: stays, storyAt: (index) => seedCalled(seed + index, wanted) };
  }
  const stories = await storiesOf(pairs);
  const storyAt = (index: number): Story => stories[index] as Story;
  return { name: `--pairs ${pairs}`, count: stories.length, storyAt };
}

/** What the threads know a seed by. */
function seedCalled(seed: number, { house, areReset }: Options): string {
  if (areReset) return resetsName(seed);
  return house === undefined ? String(seed) : houseName({ stays: house, seed: String(seed) });
}

async function storiesOf(pairs: Pairs): Promise<readonly Story[]> {
  if (pairs === 'changes') return changePairs();
  useStandIns();
  const { play } = await import('../test/simulation/play.ts');
  return (await faultPairs(play)).map(storyOfPair);
}

function showProgress(tally: Tally, count: number, began: number): void {
  if (!process.stderr.isTTY) return;
  const width = 30;
  const filled = Math.round((tally.stories / count) * width);
  const bar = '█'.repeat(filled) + '░'.repeat(width - filled);
  process.stderr.write(`\r${bar} ${progressOf(tally, count, performance.now() - began)} `);
}

function progressOf({ stories: done, failures }: Tally, count: number, ms: number): string {
  const speed = Math.round((done / ms) * 1_000);
  return `${done}/${count} stories, ${speed}/s, ${failures.length} violated`;
}
