/**
 * Plants one bug after the other in a copy of the product, and plays stays on the simulator until the
 * invariant that must notice it is violated: `npm run planted`. Exits 1 if a bug is not caught, or if
 * the product as it is violates anything over as many seeds.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { plantedBugs } from '../test/planted-bugs/bugs/index.ts';
import { huntAll, huntNothing } from '../test/planted-bugs/hunt-all.ts';
import { plant } from '../test/planted-bugs/plant.ts';
import { changeOf, lineOf, plantedReport } from '../test/planted-bugs/planted-report.ts';
import { ProductCopy } from '../test/planted-bugs/product-copy.ts';
import { readSources } from '../test/planted-bugs/sources.ts';

const USAGE = `usage: npm run planted -- [--only NAME] [--show] [--seeds N] [--control N] [--report FILE]
  --only     hunt only the bugs whose name contains NAME
  --show     print what they change in the product, and hunt nothing
  --seeds    the most seeds to play for a bug (10000)
  --control  the fewest to play without one (2000)
  --report   write a table in Markdown`;

const ROOT = join(import.meta.dirname, '..');

const values = readOptions();
const [seeds, control] = [Number(values.seeds), Number(values.control)];
const bugs = plantedBugs.filter(({ name }) => name.includes(values.only));
if (values.help || !isCount(seeds) || !isCount(control) || bugs.length === 0) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

if (values.show) {
  const sources = await readSources(ROOT);
  for (const bug of bugs) {
    console.log([`${bug.name}: ${bug.story}`, ...plant(bug, sources).map(changeOf)].join('\n'));
  }
  process.exit(0);
}

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort());
}
try {
  process.exitCode = await hunt(interrupted.signal);
} catch (error) {
  if (!interrupted.signal.aborted) throw error;
  process.exitCode = 130;
}

/** Hunts the bugs, and plays as many seeds without any; the exit code. */
async function hunt(signal: AbortSignal): Promise<number> {
  const began = performance.now();
  // Copied once: who edits the checkout meanwhile does not change what is judged.
  await using base = await ProductCopy.of(ROOT);
  const outcomes = await huntAll(base.folder, bugs, {
    ...{ seeds, signal },
    onOutcome: (outcome) => console.log(lineOf(outcome)),
  });
  const slowest = Math.max(...outcomes.map(({ hunted }) => hunted.played));
  const clean = await huntNothing(base.folder, { seeds: Math.max(control, slowest), signal });
  const report = plantedReport(outcomes, {
    command: 'npm run planted',
    date: new Date().toISOString().slice(0, 10),
    minutes: Math.round((performance.now() - began) / 60_000),
    control: clean,
  });
  console.log(report);
  if (values.report !== undefined) await writeFile(values.report, `${report}\n`);
  const isCaught = outcomes.every(({ hunted }) => hunted.caught !== undefined);
  return isCaught && clean.caught === undefined ? 0 : 1;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        only: { type: 'string', default: '' },
        show: { type: 'boolean', default: false },
        seeds: { type: 'string', default: '10000' },
        control: { type: 'string', default: '2000' },
        report: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return process.exit(2);
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
