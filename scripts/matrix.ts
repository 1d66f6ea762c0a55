import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { startTemporal } from '../src/cli/services/temporal-server.ts';
import { environment } from '../src/config.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../src/contract/search-attributes.ts';
import type { CellResult } from '../test/faults/batch.ts';
import { type Cell, nameOf } from '../test/faults/cell.ts';
import { type Ground, prepareGround } from '../test/faults/ground.ts';
import { matrixReport } from '../test/faults/matrix-report.ts';
import { planEveryRecipe, planMatrix } from '../test/faults/plan-batches.ts';
import { recordSites } from '../test/faults/record-sites.ts';
import { runMatrix } from '../test/faults/run-matrix.ts';

const root = join(import.meta.dirname, '..');
const RESULTS = join(root, '.cache/matrix.jsonl');
const REPORT = join(root, 'docs/reliability/matrix.md');
const LANES = 8;

const { values } = parseArgs({
  options: {
    resume: { type: 'boolean', default: false },
    'every-recipe': { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: String(LANES) },
  },
});

/** The cells that a results file has seen pass; a run that is resumed lives the others. */
async function passedCells(): Promise<Set<string>> {
  const text = await readFile(RESULTS, 'utf8').catch(() => '');
  const results = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as CellResult);
  return new Set(results.filter(({ passed }) => passed).map(({ cell }) => cell));
}

/** Keeps each result at once, so that a run that is stopped loses only what was under way. */
function keeper(
  all: number,
  passed: Set<string>,
): (results: readonly CellResult[]) => Promise<void> {
  const begun = performance.now();
  let failed = 0;
  return async (results) => {
    await appendFile(RESULTS, results.map((result) => `${JSON.stringify(result)}\n`).join(''));
    for (const { cell, passed: isGood, wrongs } of results) {
      if (isGood) passed.add(cell);
      else {
        failed += 1;
        process.stdout.write(`failed: ${cell}\n  ${wrongs.join('\n  ')}\n`);
      }
    }
    const minutes = ((performance.now() - begun) / 60_000).toFixed(1);
    process.stdout.write(`${passed.size} of ${all} cells, ${failed} failed, ${minutes} min\n`);
  };
}

async function run(ground: Ground): Promise<boolean> {
  const plan = values['every-recipe'] ? planEveryRecipe : planMatrix;
  const batches = plan(await recordSites(await ground.lane()));
  const wanted = batches.flat().filter((cell) => nameOf(cell).includes(values.only));
  const passed = values.resume ? await passedCells() : new Set<string>();
  if (!values.resume) await rm(RESULTS, { force: true });
  await mkdir(dirname(RESULTS), { recursive: true });
  const isLeft = (cell: Cell): boolean =>
    nameOf(cell).includes(values.only) && !passed.has(nameOf(cell));
  const left = batches.map((batch) => batch.filter(isLeft)).filter(({ length }) => length > 0);

  const begun = performance.now();
  const onResults = keeper(wanted.length, passed);
  await runMatrix(ground, left, { lanes: Number(values.lanes), onResults });
  if (values.only === '') {
    const page = matrixReport(wanted, passed, {
      command: ['npm run matrix', ...process.argv.slice(2)].join(' '),
      at: new Date().toISOString().slice(0, 10),
      minutes: Math.round((performance.now() - begun) / 60_000),
      machine: `${availableParallelism()} cores`,
    });
    await mkdir(dirname(REPORT), { recursive: true });
    await writeFile(REPORT, page);
  }
  return wanted.every((cell) => passed.has(nameOf(cell)));
}

const server = await startTemporal({
  environment: environment(),
  searchAttributes: STAY_SEARCH_ATTRIBUTES,
  onProgress: (sentence) => process.stdout.write(`${sentence}\n`),
});
try {
  const ground = await prepareGround(server.address);
  try {
    process.exitCode = (await run(ground)) ? 0 : 1;
  } finally {
    await ground.close();
  }
} finally {
  await server.stop();
}
