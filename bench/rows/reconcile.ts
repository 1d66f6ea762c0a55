import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { foreignEnvironment } from '../../src/cli/services/foreign-environment.ts';
import { environment } from '../../src/config.ts';
import { figure } from '../figures.ts';
import type { Ground } from '../ground/ground.ts';
import { type House, openHouse } from '../ground/house.ts';
import { cpuOfWorkers } from '../ground/lives.ts';
import { idsOf, withEach } from '../ground/many.ts';
import { memoryOf } from '../ground/processes.ts';
import { until } from '../ground/until.ts';
import { using } from '../ground/using.ts';
import type { Row } from '../row.ts';

const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;
/** The first pass asks each stay, and the worker lives nearly all of them again for that. */
const ASKED_WITHIN_MS = 300;
/** A pass takes so long beside what it asks. */
const PASS_WITHIN_MS = 60_000;
const run = promisify(execFile);

/** What a pass of the reconciler costs over stays that are all as they should be. */
export const reconcile: Row = {
  name: 'reconcile',
  what: 'A pass of the reconciler over open PIN stays that differ in nothing',
  aim: '50,000 open stays in under 60 s of processor time, which is 1.2 ms a stay',
  size: { stays: 150, times: 3 },
  measure: (ground, { stays, times }) =>
    using(openHouse(ground, { name: 'Nightlatch' }), async (house) => {
      const checkIn = Date.now() + 7 * DAY_MS;
      const whole = { checkIn, checkOut: checkIn + DAY_MS };
      await withEach(idsOf('R', stays), (id) => house.begin(id, whole));
      const isListed = async (): Promise<boolean> =>
        (await house.client.workflow.count("StayPhase = 'waiting'")).count >= stays;
      await until(isListed, 'the stays to be listed');
      const [pid = 0] = house.workers();
      const before = await memoryOf(pid);
      const [cpus, walls]: [number[], number[]] = [[], []];
      for (let nth = 0; nth <= times; nth += 1) {
        const cpu = await cpuOfWorkers(house);
        const began = Date.now();
        await pass(ground, house, PASS_WITHIN_MS + stays * ASKED_WITHIN_MS);
        // The first one loads code, and nothing is remembered of a pass before it.
        if (nth === 0) continue;
        walls.push((Date.now() - began) / SECOND_MS);
        cpus.push(((await cpuOfWorkers(house)) - cpu) / stays);
      }
      return [
        figure('processor time of the worker', 'ms a stay', cpus),
        figure('the command takes', 's', walls),
        figure('the worker’s memory before the passes', 'MB', [before]),
        figure('the worker’s memory after them', 'MB', [await memoryOf(pid)]),
      ];
    }),
};

/** The command exits 0 only if every list could be read. */
async function pass({ program }: Ground, { settings }: House, timeout: number): Promise<void> {
  await run(process.execPath, [program, 'reconcile', '--json'], {
    env: { ...foreignEnvironment(environment()), ...settings },
    timeout,
  });
}
