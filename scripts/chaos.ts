import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { chaosReport } from '../test/faults/chaos/chaos-report.ts';
import { runChaos } from '../test/faults/chaos/run-chaos.ts';
import { buildProgram } from '../test/support/build-program.ts';

const REPORTS = join(import.meta.dirname, '../docs/reliability');
const SECOND = 1_000;

const { values } = parseArgs({
  options: {
    stays: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

say('Building what the workers run');
const result = await runChaos({
  program: buildProgram('.cache/chaos-build'),
  seed: Number(values.seed),
  stays: Number(values.stays),
  bookedEvery: SECOND,
  lengths: { least: 90 * SECOND, most: 180 * SECOND },
  workers: 4,
  calendar: {
    workerKilledEvery: 6 * SECOND,
    temporalKilledEvery: 50 * SECOND,
    temporalAwayFor: 4 * SECOND,
    workerFrozenEvery: 70 * SECOND,
    workerFrozenFor: 20 * SECOND,
    seamAwayEvery: 80 * SECOND,
    seamAwayFor: 20 * SECOND,
  },
  onProgress: say,
});
const page = chaosReport(result, {
  command: `npm run chaos -- --stays ${values.stays} --seed ${values.seed}`,
  at: new Date().toISOString().slice(0, 10),
  machine: `${availableParallelism()} cores`,
});
say(page);
for (const wrong of result.wrongs) say(`${wrong}\n`);
if (result.wrongs.length === 0) {
  await mkdir(REPORTS, { recursive: true });
  await writeFile(join(REPORTS, 'chaos.md'), page);
} else process.exitCode = 1;
