import { type CellResult, NotStaged, runBatch } from './batch.ts';
import { nameOf } from './cell.ts';
import type { Ground } from './ground.ts';
import type { Batch } from './plan-batches.ts';

/** How a run of the matrix is told. */
export interface MatrixOptions {
  /** How many batches are lived at a time, each with workers of its own. */
  readonly lanes: number;
  readonly onResults: (results: readonly CellResult[]) => Promise<void>;
}

const TRIES = 3;

/** Lives every batch, several at a time, until all are through. */
export async function runMatrix(
  ground: Ground,
  batches: readonly Batch[],
  { lanes, onResults }: MatrixOptions,
): Promise<void> {
  const queue = batches.entries();
  const work = async (): Promise<void> => {
    const lane = await ground.lane();
    for (const [index, cells] of queue) {
      const name = (attempt: number): string => `m${index}-${attempt}`;
      await onResults(await staged(cells, (attempt) => runBatch(lane, cells, name(attempt))));
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, batches.length) }, work));
}

/** A batch whose cells did not come to their moment together, on a slow machine, is lived again. */
async function staged(
  cells: Batch,
  live: (attempt: number) => Promise<readonly CellResult[]>,
): Promise<readonly CellResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await live(attempt);
    } catch (error) {
      if (error instanceof NotStaged && attempt < TRIES) continue;
      const wrong = error instanceof Error ? error.message : String(error);
      return cells.map((cell) => ({
        cell: nameOf(cell),
        passed: false,
        wrongs: [wrong],
        seconds: 0,
        ledger: [],
      }));
    }
  }
}
