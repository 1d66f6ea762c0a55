import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { playEach } from './play-stories.ts';
import { add, emptyTally, type Tally } from './tally.ts';
import type { Story } from './world/story.ts';

/** Few enough that little is lost when a run is stopped; its threads are new in each, so none grows old. */
const STORIES_IN_A_CHAPTER = 1_000;

const ROOT = join(import.meta.dirname, '../..');

/** What decides how a story goes. */
const CODE = ['workflows', 'activities', 'src', 'test/simulation'];

/** How far a run has come, and what it took. */
export interface SoFar {
  readonly tally: Tally;
  readonly ms: number;
  /** Of all threads together. */
  readonly cpuMs: number;
}

export interface LongRun {
  /** Tells this run from others. */
  readonly name: string;
  readonly count: number;
  readonly storyAt: (index: number) => Story | string;
  readonly threads: number;
  /** Where it is written down how far the run has come. */
  readonly file: string;
  /** Whether it goes on from there. */
  readonly isResumed: boolean;
  readonly onProgress: (tally: Tally) => void;
  readonly onChapter: (soFar: SoFar) => Promise<void>;
}

/** What is written down: how far which run has come, with which code. */
interface Written extends Omit<SoFar, 'tally'> {
  readonly name: string;
  readonly code: string;
  readonly tally: Omit<Tally, 'faults' | 'messages' | 'deeds'> & {
    readonly faults: readonly (readonly [string, number])[];
    readonly messages: readonly (readonly [string, number])[];
    readonly deeds: readonly (readonly [string, number])[];
  };
}

/** There is no run of this name, of this code, to go on with. */
export class CannotResume extends Error {}

/**
 * Plays many stories, and writes down after every thousand how far it has come. Rejects with
 * {@link CannotResume} if it is to go on with what was not written down by the same run.
 */
export async function playLong(run: LongRun): Promise<SoFar> {
  const code = await digestOfCode();
  let soFar = run.isResumed ? await readBack(run, code) : { tally: emptyTally(), ms: 0, cpuMs: 0 };
  while (soFar.tally.stories < run.count) {
    soFar = await playChapter(run, soFar);
    await writeDown(run, soFar, code);
    await run.onChapter(soFar);
  }
  return soFar;
}

async function playChapter(run: LongRun, before: SoFar): Promise<SoFar> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const { stories } = before.tally;
  const count = Math.min(STORIES_IN_A_CHAPTER, run.count - stories);
  const storyAt = (index: number): Story | string => run.storyAt(stories + index);
  const onProgress = (now: Tally): void => run.onProgress(sumOf(before.tally, now));
  const played = await playEach(count, storyAt, { threads: run.threads, onProgress });
  const { user, system } = process.cpuUsage(cpu);
  return {
    tally: sumOf(before.tally, played),
    ms: before.ms + performance.now() - began,
    cpuMs: before.cpuMs + (user + system) / 1_000,
  };
}

function sumOf(one: Tally, other: Tally): Tally {
  const sum = emptyTally();
  add(sum, one);
  add(sum, other);
  return sum;
}

async function writeDown({ name, file }: LongRun, soFar: SoFar, code: string): Promise<void> {
  const { faults, messages, deeds } = soFar.tally;
  const counts = { faults: [...faults], messages: [...messages], deeds: [...deeds] };
  const tally = { ...soFar.tally, ...counts };
  const written: Written = { ...soFar, name, code, tally };
  await mkdir(dirname(file), { recursive: true });
  // Whoever is killed while it writes keeps the chapter before.
  await writeFile(`${file}.new`, JSON.stringify(written));
  await rename(`${file}.new`, file);
}

async function readBack({ name, file }: LongRun, code: string): Promise<SoFar> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CannotResume(`${file} cannot be read`, { cause: error });
  });
  const written = JSON.parse(text) as Written;
  if (written.name !== name) throw new CannotResume(`${file} is of the run "${written.name}"`);
  if (written.code !== code) throw new CannotResume(`${file} was written by other code`);
  const { tally, ms, cpuMs } = written;
  const counts = {
    faults: new Map(tally.faults),
    messages: new Map(tally.messages),
    deeds: new Map(tally.deeds),
  };
  return { ms, cpuMs, tally: { ...tally, ...counts } };
}

async function digestOfCode(): Promise<string> {
  const digest = createHash('sha256');
  for (const folder of CODE) {
    const files = await readdir(join(ROOT, folder), { recursive: true, withFileTypes: true });
    const paths = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name));
    for (const path of paths.toSorted()) digest.update(path).update(await readFile(path));
  }
  return digest.digest('hex');
}
