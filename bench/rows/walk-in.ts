import { figure } from '../figures.ts';
import { type House, openHouse, reservation } from '../ground/house.ts';
import { idsOf, withEach } from '../ground/many.ts';
import { until } from '../ground/until.ts';
import { using } from '../ground/using.ts';
import type { Row } from '../row.ts';

const RATE = 10;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SECOND_MS = 1_000;
const LOOK_EVERY_MS = 50;

/** Guests who stand at the desk while the reservations of next month come in. */
export const walkIn: Row = {
  name: 'walk-in',
  what: 'A walk-in and a room move while the stays of another day are put at once, at the default rate of 10 steps a second',
  aim: 'walk-in `applied` and in the room within 15 s; old room shut within 15 s',
  size: { stays: 150, times: 5 },
  measure: (ground, { stays, times }) =>
    using(openHouse(ground, { name: 'Nightlatch', rate: RATE }), async (house) => {
      const movers = idsOf('moves', times);
      const now = { checkIn: Date.now() - HOUR_MS, checkOut: Date.now() + DAY_MS };
      await withEach(movers, (id) => house.stays.put(reservation(id, now, 'space')));
      const later = { checkIn: Date.now() + 7 * DAY_MS, checkOut: Date.now() + 8 * DAY_MS };
      const load = withEach(idsOf('later', stays), (id) => house.begin(id, later), stays);
      // The load is at its height when every put of it is with its stay.
      const isLoaded = async (): Promise<boolean> =>
        (await house.client.workflow.count("ExecutionStatus = 'Running'")).count >= stays;
      await until(isLoaded, 'the load');

      const [answers, opened, shut]: [number[], number[], number[]] = [[], [], []];
      for (const [nth, mover] of movers.entries()) {
        const came = await walksIn(house, `walks-in-${nth}`);
        answers.push(came.answered);
        opened.push(came.isIn);
        shut.push(await moves(house, mover));
      }
      const granted = await house.desk.requests('/acs/credentials/create');
      const left = stays + 2 * times - granted.length;
      await load;
      return [
        figure('a walk-in is answered `applied` after', 's', answers),
        figure('and can open the room after', 's', opened),
        figure('the old room of a move is shut after', 's', shut),
        figure('stays of the load that still waited then', 'stays', [Math.max(0, left)]),
      ];
    }),
};

async function walksIn(house: House, id: string) {
  const began = Date.now();
  const isIn = until(
    async () => (await house.desk.doorsOf(id)).length > 0,
    'the room to open',
    90_000,
    LOOK_EVERY_MS,
  );
  const inAfter = isIn.then(() => seconds(began));
  const times = { checkIn: began - HOUR_MS, checkOut: began + DAY_MS };
  const { outcome } = await house.stays.put(reservation(id, times));
  const answered = seconds(began);
  if (outcome !== 'applied') throw new Error(`The walk-in was answered ${outcome}.`);
  return { answered, isIn: await inAfter };
}

async function moves(house: House, id: string): Promise<number> {
  const began = Date.now();
  const isShut = async (): Promise<boolean> => !(await house.desk.doorsOf(id)).includes('Room 101');
  const [shutAfter] = await Promise.all([
    until(isShut, 'the old room to be shut', 90_000, LOOK_EVERY_MS).then(() => seconds(began)),
    house.stays.change(id, { listingId: 'space-tower' }),
  ]);
  return shutAfter;
}

function seconds(since: number): number {
  return (Date.now() - since) / SECOND_MS;
}
