/**
 * Walks every reachable state of the core against the abstract Seam, and reports what was violated and
 * how far it came: `npm run explore -- --requests 2 --faults 1`. Exits 1 if anything was violated.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { coreBugsReport } from '../test/exploration/planted/core-bugs-report.ts';
import { CORE_BUGS } from '../test/exploration/planted/core-bugs.ts';
import { huntCoreBug, lineOf, type Hunted } from '../test/exploration/planted/hunt-core-bugs.ts';
import { reportOf } from '../test/exploration/report.ts';
import { Explorer, type Limits } from '../test/exploration/search/explorer.ts';
import { TRAITS, traitOf, type Trait } from '../test/exploration/world/traits.ts';
import { readSources } from '../test/planted-bugs/sources.ts';

const USAGE = `usage: npm run explore -- [options]

Walks every state that a stay can reach, breadth first, and prints a short way to each violation as
a story that can be pasted into test/exploration/stories.test.ts. Exits 1 if anything was violated, 2 for
wrong options.

  --requests R   so many requests at any moment, beside the first put; 1 unless said
  --faults F     so many faults; 1 unless said
  --whole        every request, also where there are several; else 17 of them, which takes half as long
  --trait T      one recipe: ${TRAITS.map(({ recipe }) => recipe).join(', ')};
                 all of them unless said
  --seconds S    so long for each of them at most; 600 unless said
  --planted      instead: plants one mistake after the other in a copy of the core, and looks whether each
                 is found; --only NAME for those whose name contains it, --report FILE for a table
  --help         prints this`;

/** More of either would not fit into memory, nor into a life. */
const MOST = 9;

const ROOT = join(import.meta.dirname, '..');

process.exitCode = await main();

async function main(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: {
        requests: { type: 'string', default: '1' },
        faults: { type: 'string', default: '1' },
        whole: { type: 'boolean', default: false },
        trait: { type: 'string' },
        seconds: { type: 'string', default: '600' },
        planted: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        report: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return say(USAGE, 0);
    if (values.planted) return await huntPlanted(values.only, values.report);
    const limits = {
      requests: wholeNumber('requests', values.requests, MOST),
      faults: wholeNumber('faults', values.faults, MOST),
      seconds: wholeNumber('seconds', values.seconds, 1_000_000),
      isWhole: values.whole,
    };
    return explore(values.trait === undefined ? TRAITS : [traitOf(values.trait)], limits);
  } catch (error) {
    return say(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, 2);
  }
}

function explore(traits: readonly Trait[], limits: Limits): number {
  let violations = 0;
  for (const trait of traits) {
    const explored = new Explorer(trait, limits).explore();
    violations += explored.findings.length;
    say(reportOf(explored), 0);
  }
  return violations === 0 ? 0 : 1;
}

async function huntPlanted(only: string, report: string | undefined): Promise<number> {
  const began = performance.now();
  const sources = await readSources(ROOT);
  const hunts: Hunted[] = [];
  for (const bug of CORE_BUGS.filter(({ name }) => name.includes(only))) {
    const hunted = await huntCoreBug(ROOT, bug);
    hunts.push(hunted);
    say(lineOf(hunted), 0);
  }
  const missed = hunts.filter(({ found }) => found === undefined).length;
  say(`${hunts.length - missed} of ${hunts.length} found`, 0);
  if (report !== undefined) {
    const minutes = Math.round((performance.now() - began) / 60_000);
    const date = new Date().toISOString().slice(0, 10);
    const facts = { command: 'npm run explore -- --planted', date, minutes, sources };
    await writeFile(report, `${coreBugsReport(hunts, facts)}\n`);
  }
  return missed === 0 ? 0 : 1;
}

function wholeNumber(name: string, text: string, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= most) return number;
  throw new Error(`--${name} must be a whole number up to ${most}, such as 1; it was "${text}".`);
}

function say(text: string, code: number): number {
  (code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
  return code;
}
