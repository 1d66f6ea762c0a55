import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { add, emptyTally, type Tally } from './tally.ts';
import type { Story } from './world/story.ts';

/** A story takes milliseconds, the longest a second or two: code that is still at it never comes to wait. */
const PATIENCE_MS = 120_000;

export interface PlayOptions {
  readonly threads?: number;
  /** Told after every story. */
  readonly onProgress?: (tally: Tally, count: number) => void;
  /** How long a story may take before its thread is stopped, in milliseconds. */
  readonly patienceMs?: number;
  /** What a thread runs, if not the stories of this very code. */
  readonly program?: URL;
}

/** Plays the stories of consecutive seeds on several threads. Rejects if a thread dies. */
export async function playSeeds(
  { first, count }: { readonly first: number; readonly count: number },
  options: PlayOptions = {},
): Promise<Tally> {
  const storyAt = (index: number): string => String(first + index);
  return playEach(count, storyAt, options);
}

/** The same for stories that somebody has made up. */
export async function playStories(
  stories: readonly Story[],
  options: PlayOptions = {},
): Promise<Tally> {
  return playEach(stories.length, (index) => stories[index] as Story, options);
}

/** The same for as many stories as are counted, each made up when its turn comes. */
export async function playEach(
  count: number,
  storyAt: (index: number) => Story | string,
  { threads = availableParallelism(), onProgress, ...lane }: PlayOptions,
): Promise<Tally> {
  const total = emptyTally();
  let next = 0;
  const work = async (): Promise<void> => {
    await using player = new Player(lane);
    while (next < count) {
      const story = storyAt(next);
      next += 1;
      add(total, await player.play(story));
      onProgress?.(total, count);
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  total.failures.sort((a, b) => a.seed.localeCompare(b.seed, 'en', { numeric: true }));
  return total;
}

/** A thread that plays one story after the other, and another one when a story has to be stopped. */
class Player implements AsyncDisposable {
  readonly #program: URL;
  readonly #patienceMs: number;
  #thread: Worker | undefined;

  constructor({
    program = new URL('./story-thread.ts', import.meta.url),
    patienceMs = PATIENCE_MS,
  }: Pick<PlayOptions, 'program' | 'patienceMs'>) {
    this.#program = program;
    this.#patienceMs = patienceMs;
  }

  /** Plays a story to its end, or until it has taken too long. */
  async play(story: Story | string): Promise<Tally> {
    const thread = (this.#thread ??= new Worker(this.#program));
    const seed = typeof story === 'string' ? story : story.seed;
    const { promise, resolve, reject } = Promise.withResolvers<Tally | 'too-long'>();
    const died = (code: number): void =>
      reject(new Error(`a thread ended with ${code} while it played ${seed}`));
    const timer = setTimeout(() => resolve('too-long'), this.#patienceMs);
    thread.once('message', resolve).once('error', reject).once('exit', died);
    thread.postMessage(story);
    try {
      const tally = await promise;
      return tally === 'too-long' ? this.#stopped(seed) : tally;
    } finally {
      clearTimeout(timer);
      thread.off('message', resolve).off('error', reject).off('exit', died);
      if (this.#thread === undefined) await thread.terminate();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread?.terminate();
  }

  /** What comes of a story whose thread does not answer any more. */
  #stopped(seed: string): Tally {
    this.#thread = undefined;
    const what = `it was stopped after ${this.#patienceMs / 1_000} s: some code never comes to wait`;
    const violation = { invariant: 'I16 no circles', at: 0, stay: 'the story', what } as const;
    return { ...emptyTally(), stories: 1, stays: 1, failures: [{ seed, violations: [violation] }] };
  }
}
