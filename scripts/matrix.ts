import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

import { startTemporal } from '../src/cli/services/temporal-server.ts';
import { environment } from '../src/config.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../src/contract/search-attributes.ts';
import type { CellResult } from '../test/faults/batch.ts';
import { type Cell, nameOf, type Site } from '../test/faults/cell.ts';
import { matrixReport } from '../test/faults/matrix-report.ts';
import { notStruckBy } from '../test/faults/not-struck.ts';
import { planEveryRecipe, planMatrix } from '../test/faults/plan-batches.ts';
import { recordSites } from '../test/faults/record-sites.ts';
import { runMatrix } from '../test/faults/run-matrix.ts';
import { type Setup, setUp } from '../test/faults/setup.ts';

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

/** A line of the results file. */
interface Kept extends CellResult {
  /** Of the run up to then, over all its parts. */
  readonly minutes: number;
}

/** What has been lived already: a run that is resumed lives the rest. */
interface Lived {
  readonly passed: Set<string>;
  readonly minutes: number;
}

async function livedBefore(): Promise<Lived> {
  const text = await readFile(RESULTS, 'utf8').catch(() => '');
  const results = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Kept);
  return {
    passed: new Set(results.filter(({ passed }) => passed).map(({ cell }) => cell)),
    minutes: Math.max(0, ...results.map(({ minutes }) => minutes)),
  };
}

/** Keeps each result at once, so that a run that is stopped loses only what was under way. */
function keeper(
  all: number,
  passed: Set<string>,
  minutesOfRun: () => number,
): (results: readonly CellResult[]) => Promise<void> {
  let failed = 0;
  return async (results) => {
    const minutes = minutesOfRun();
    const lines = results.map((result): Kept => ({ ...result, minutes }));
    await appendFile(RESULTS, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    for (const { cell, passed: isGood, wrongs } of results) {
      if (isGood) passed.add(cell);
      else {
        failed += 1;
        process.stdout.write(`failed: ${cell}\n  ${wrongs.join('\n  ')}\n`);
      }
    }
    const told = `${passed.size} of ${all} cells, ${failed} failed, ${minutes.toFixed(1)} min`;
    process.stdout.write(`${told}\n`);
  };
}

async function run(setup: Setup): Promise<boolean> {
  const begun = performance.now();
  const before = values.resume ? await livedBefore() : { passed: new Set<string>(), minutes: 0 };
  const minutes = (): number => before.minutes + (performance.now() - begun) / 60_000;
  if (!values.resume) await rm(RESULTS, { force: true });
  await mkdir(dirname(RESULTS), { recursive: true });

  const plan = values['every-recipe'] ? planEveryRecipe : planMatrix;
  const sites = await recordSites(await setup.lane());
  const isWanted = (cell: Cell): boolean => nameOf(cell).includes(values.only);
  const batches = plan(sites).map((batch) => batch.filter(isWanted));
  const wanted = batches.flat();
  // A run that is resumed may have another recipe come by a place: what nobody wants now is not counted.
  const passed = new Set(wanted.map(nameOf).filter((cell) => before.passed.has(cell)));
  const left = batches.map((batch) => batch.filter((cell) => !passed.has(nameOf(cell))));

  const onResults = keeper(wanted.length, passed, minutes);
  const lanes = Number(values.lanes);
  await runMatrix(
    setup,
    left.filter(({ length }) => length > 0),
    { lanes, onResults },
  );
  if (values.only === '') await report(wanted, sites, passed, minutes());
  return wanted.every((cell) => passed.has(nameOf(cell)));
}

async function report(
  cells: readonly Cell[],
  sites: readonly Site[],
  passed: ReadonlySet<string>,
  minutes: number,
): Promise<void> {
  const options = process.argv.slice(2);
  const page = matrixReport(cells, passed, {
    command: ['npm run matrix', ...(options.length > 0 ? ['--'] : []), ...options].join(' '),
    at: new Date().toISOString().slice(0, 10),
    minutes: Math.round(minutes),
    machine: `${availableParallelism()} cores`,
    notStruck: notStruckBy(sites),
  });
  await mkdir(dirname(REPORT), { recursive: true });
  await writeFile(REPORT, page);
}

const server = await startTemporal({
  environment: environment(),
  searchAttributes: STAY_SEARCH_ATTRIBUTES,
  onProgress: (sentence) => process.stdout.write(`${sentence}\n`),
});
try {
  const setup = await setUp(server.address);
  try {
    process.exitCode = (await run(setup)) ? 0 : 1;
  } finally {
    await setup.close();
  }
} finally {
  await server.stop();
}
