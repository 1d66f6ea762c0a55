/**
 * Measures the rows of docs/performance.md on this machine: `npm run bench`, or some of them,
 * `npm run bench -- --only waves,put`. Exits 1 if a row could not be measured.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';

import { toldFigure } from './figures.ts';
import { withGround } from './ground/ground.ts';
import type { Row } from './row.ts';
import { ROWS } from './rows.ts';

const USAGE = `usage: npm run bench -- [options]

Measures on a Temporal server and a sandbox of its own, in pairs where something is compared, and prints
medians and spreads. A row takes a minute or two; what else runs on the machine shows in the spread.

  --only NAMES  the rows whose names begin so, separated by commas; all unless said
  --stays N     how many stays at a time, in place of each row's own number
  --times N     how many times, or pairs, likewise
  --program P   the built command line, dist/src/cli/main.js of any version, in place of one built now
  --list        names the rows, what each measures and what it should be
  --help        prints this`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    stays: { type: 'string' },
    times: { type: 'string' },
    program: { type: 'string' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => console.log(line);
const wanted = ROWS.filter(({ name }) =>
  values.only.split(',').some((start) => name.startsWith(start.trim())),
);

if (values.help) say(USAGE);
else if (values.list) for (const row of ROWS) say(headOf(row));
else if (wanted.length === 0) {
  console.error(`No row's name begins with ${values.only}.\n\n${USAGE}`);
  process.exitCode = 2;
} else await measureAll();

async function measureAll(): Promise<void> {
  say(`${new Date().toISOString()}, Node ${process.version}, ${availableParallelism()} processors`);
  await withGround(
    (line) => console.error(line),
    values.program,
    async (ground) => {
      for (const row of wanted) {
        const size = { stays: sizeOf('stays', row), times: sizeOf('times', row) };
        say(`\n${headOf(row)}\n  ${size.stays} stays, ${size.times} times`);
        try {
          for (const one of await row.measure(ground, size)) say(`  ${toldFigure(one)}`);
        } catch (error) {
          console.error(
            `  not measured: ${error instanceof Error ? error.message : String(error)}`,
          );
          process.exitCode = 1;
        }
      }
    },
  );
}

function headOf({ name, what, aim }: Row): string {
  return `${name}: ${what}. Aim: ${aim}.`;
}

function sizeOf(option: 'stays' | 'times', row: Row): number {
  const text = values[option];
  const value = text === undefined ? row.size[option] : Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new RangeError(`--${option} is "${text}": it must be a whole number above 0.`);
}
