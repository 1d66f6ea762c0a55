import { type CellResult, NotStaged, runBatch } from './batch.ts';
import { nameOf } from './cell.ts';
import type { Batch } from './plan-batches.ts';
import type { Setup, Lane } from './setup.ts';

/** How a run of the matrix is told. */
export interface MatrixOptions {
  /** How many batches are lived at a time, each with workers of its own. */
  readonly lanes: number;
  readonly onResults: (results: readonly CellResult[]) => Promise<void>;
}

const TRIES = 3;

/** Lives every batch, several at a time, until all are through. */
export async function runMatrix(
  setup: Setup,
  batches: readonly Batch[],
  { lanes, onResults }: MatrixOptions,
): Promise<void> {
  const queue = batches.entries();
  const work = async (): Promise<void> => {
    const lane = await setup.lane();
    for (const [index, cells] of queue) {
      await onResults(await runStaged(lane, cells, `m${index}`));
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, batches.length) }, work));
}

/**
 * Lives a batch. Cells that did not come to their moment together on a slow machine, or met their fault
 * elsewhere, are lived again; the last time they fail.
 */
export async function runStaged(
  lane: Lane,
  cells: Batch,
  name: string,
): Promise<readonly CellResult[]> {
  const done: CellResult[] = [];
  let left = cells;
  for (let attempt = 1; attempt <= TRIES && left.length > 0; attempt += 1) {
    const results = await tryBatch(lane, left, `${name}-${attempt}`);
    const again = new Set(
      results.filter(({ missed }) => missed && attempt < TRIES).map(({ cell }) => cell),
    );
    done.push(...results.filter(({ cell }) => !again.has(cell)));
    left = left.filter((cell) => again.has(nameOf(cell)));
  }
  return done;
}

async function tryBatch(lane: Lane, cells: Batch, name: string): Promise<readonly CellResult[]> {
  try {
    return await runBatch(lane, cells, name);
  } catch (error) {
    const wrong = error instanceof Error ? error.message : String(error);
    return cells.map((cell) => ({
      cell: nameOf(cell),
      passed: false,
      wrongs: [wrong],
      missed: error instanceof NotStaged,
      seconds: 0,
      ledger: [],
    }));
  }
}
