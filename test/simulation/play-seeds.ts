import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

import { add, emptyTally, type Tally } from './tally.ts';

const SEEDS_AT_A_TIME = 20;

export interface PlayOptions {
  readonly first: number;
  readonly count: number;
  readonly threads?: number;
  /** Told after every few stories. */
  readonly onProgress?: (tally: Tally) => void;
}

/** Plays the stories of consecutive seeds on several threads. Rejects if a thread dies. */
export async function playSeeds(options: PlayOptions): Promise<Tally> {
  const { first, count, threads = availableParallelism(), onProgress } = options;
  const total = emptyTally();
  let next = first;
  const take = (): readonly string[] => {
    const upTo = Math.min(first + count, next + SEEDS_AT_A_TIME);
    const seeds = Array.from({ length: upTo - next }, (_, index) => String(next + index));
    next = upTo;
    return seeds;
  };
  const work = async (): Promise<void> => {
    const thread = new Worker(new URL('./seed-thread.ts', import.meta.url));
    try {
      for (let seeds = take(); seeds.length > 0; seeds = take()) {
        add(total, await played(thread, seeds));
        onProgress?.(total);
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  total.failures.sort((a, b) => Number(a.seed) - Number(b.seed));
  return total;
}

function played(thread: Worker, seeds: readonly string[]): Promise<Tally> {
  const { promise, resolve, reject } = Promise.withResolvers<Tally>();
  const died = (code: number): void =>
    reject(new Error(`a thread ended with ${code} while it played seeds ${seeds.join(' ')}`));
  thread.once('message', resolve);
  thread.once('error', reject);
  thread.once('exit', died);
  thread.postMessage(seeds);
  return promise.finally(() => {
    thread.off('message', resolve).off('error', reject).off('exit', died);
  });
}
