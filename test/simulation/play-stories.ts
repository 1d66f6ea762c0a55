import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { add, emptyTally, type Tally } from './tally.ts';
import type { Story } from './world/story.ts';

const STORIES_AT_A_TIME = 20;

export interface PlayOptions {
  readonly threads?: number;
  /** Told after every few stories. */
  readonly onProgress?: (tally: Tally, count: number) => void;
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
  { threads = availableParallelism(), onProgress }: PlayOptions,
): Promise<Tally> {
  const total = emptyTally();
  let next = 0;
  const take = (): readonly (Story | string)[] => {
    const from = next;
    next = Math.min(count, from + STORIES_AT_A_TIME);
    return Array.from({ length: next - from }, (_, index) => storyAt(from + index));
  };
  const work = async (): Promise<void> => {
    const thread = new Worker(new URL('./story-thread.ts', import.meta.url));
    try {
      for (let stories = take(); stories.length > 0; stories = take()) {
        add(total, await played(thread, stories));
        onProgress?.(total, count);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  total.failures.sort((a, b) => a.seed.localeCompare(b.seed, 'en', { numeric: true }));
  return total;
}

function played(thread: Worker, stories: readonly (Story | string)[]): Promise<Tally> {
  const { promise, resolve, reject } = Promise.withResolvers<Tally>();
  const died = (code: number): void => {
    const names = stories.map((story) => (typeof story === 'string' ? story : story.seed));
    reject(new Error(`a thread ended with ${code} while it played ${names.join(', ')}`));
  };
  thread.once('message', resolve);
  thread.once('error', reject);
  thread.once('exit', died);
  thread.postMessage(stories);
  return promise.finally(() => {
    thread.off('message', resolve).off('error', reject).off('exit', died);
  });
}
