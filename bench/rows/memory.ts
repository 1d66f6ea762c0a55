import { figure, type Figure } from '../figures.ts';
import { openBareHouse } from '../ground/bare-house.ts';
import type { Contender } from '../ground/contender.ts';
import { openHouse } from '../ground/house.ts';
import { idsOf, withEach } from '../ground/many.ts';
import { memoryOf } from '../ground/processes.ts';
import { until } from '../ground/until.ts';
import { using } from '../ground/using.ts';
import type { Row, Size } from '../row.ts';

const DAY_MS = 86_400_000;

/** What a stay takes of a worker's memory while it sleeps in the worker's cache. */
export const memory: Row = {
  name: 'memory',
  what: 'Memory of the worker for each stay that it keeps in its cache, as long as there is room in that',
  aim: '0.4 MB a cached stay; less than 700 MB with 10,000 asleep',
  // With the first 40, fewer than the 180 that a worker keeps: what it keeps no more would count for nothing.
  size: { stays: 40, times: 3 },
  measure: (ground, size) =>
    using(openHouse(ground, { name: 'Nightlatch' }), (house) =>
      using(openBareHouse(ground), async (bare) => [
        ...(await slopeOf(house, size)),
        ...(await slopeOf(bare, size)),
      ]),
    ),
};

/** Begins stays that sleep till next week, again and again, and looks at the worker after each time. */
async function slopeOf(contender: Contender, { stays, times }: Size): Promise<readonly Figure[]> {
  const [pid = 0] = contender.workers();
  const slopes: number[] = [];
  let before = 0;
  for (let nth = 0; nth <= times; nth += 1) {
    const checkIn = Date.now() + 7 * DAY_MS;
    const whole = { checkIn, checkOut: checkIn + DAY_MS };
    await withEach(idsOf(`M${nth}`, stays), (id) => contender.begin(id, whole));
    await untilAsleep(contender, (nth + 1) * stays);
    const after = await memoryOf(pid);
    // The first time the worker's own code is loaded and compiled.
    if (nth > 0) slopes.push((after - before) / stays);
    before = after;
  }
  return [
    figure(contender.name, 'MB a stay more', slopes),
    figure(`${contender.name}, with ${stays * (times + 1)} asleep`, 'MB', [before]),
  ];
}

/** The last thing before it sleeps is the look whether the access is there: its last request is for the doors. */
async function untilAsleep({ desk, name }: Contender, stays: number): Promise<void> {
  const last = '/acs/users/list_accessible_entrances';
  const look = async (): Promise<boolean> => (await desk.requests(last)).length >= stays;
  await until(look, `${name}’s guests to have their PINs`);
}
