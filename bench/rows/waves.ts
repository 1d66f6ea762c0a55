import { figure, type Figure, mean } from '../figures.ts';
import type { Ground } from '../ground/ground.ts';
import { type House, openHouse, reservation } from '../ground/house.ts';
import { idsOf, withEach } from '../ground/many.ts';
import { until } from '../ground/until.ts';
import { using } from '../ground/using.ts';
import type { Row, Size } from '../row.ts';

/** The rate that a worker has unless it is told. Steps a second. */
const RATE = 10;
/** A Salto Space guest is let in by so many steps: identity, user, groups, key, and the look. */
const STEPS_TO_LET_IN = 5;
/** A wave may take so much longer than its steps would at the rate. */
const PATIENCE_MS = 180_000;
/** Each look at a wave has the server and the sandbox list all of it. */
const LOOK_EVERY_MS = 500;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** A house whose guests leave in one second. */
export const departures: Row = {
  name: 'waves-departures',
  what: 'Salto Space stays check out in one second: the last door, in units of the rate’s own time',
  aim: '1.1 at most, and no false problem',
  size: { stays: 60, times: 1 },
  measure: (ground, size) => waves(ground, size, { leave: true, arrive: false }),
};

/** A house whose guests arrive in one second. */
export const arrivals: Row = {
  name: 'waves-arrivals',
  what: 'Salto Space stays check in in one second: the mean wait for the key, in units of the time until the queue is empty',
  aim: '0.55 at most',
  size: { stays: 60, times: 1 },
  measure: (ground, size) => waves(ground, size, { leave: false, arrive: true }),
};

/** The change of guests: as many leave as arrive. */
export const both: Row = {
  name: 'waves-both',
  what: 'As many leave as arrive in one second: both of the above',
  aim: 'departures 1.1 at most',
  size: { stays: 40, times: 1 },
  measure: (ground, size) => waves(ground, size, { leave: true, arrive: true }),
};

interface Wave {
  readonly leave: boolean;
  readonly arrive: boolean;
}

async function waves(
  ground: Ground,
  { stays, times }: Size,
  wave: Wave,
): Promise<readonly Figure[]> {
  const measured = [];
  for (let nth = 0; nth < times; nth += 1) {
    const opening = openHouse(ground, { name: 'Nightlatch', rate: RATE });
    measured.push(await using(opening, (house) => oneWave(house, stays, wave)));
  }
  const doors = measured.map(({ lastDoor }) => lastDoor / SECOND_MS);
  const waits = measured.map(({ meanWait }) => meanWait / SECOND_MS);
  return [
    ...(wave.leave
      ? [
          figure('the last door is shut after', 's', doors),
          figure(
            'that is',
            'of the rate’s own time',
            doors.map((s) => s / (stays / RATE)),
          ),
        ]
      : []),
    ...(wave.arrive
      ? [
          figure('a guest waits for the key, on average', 's', waits),
          figure(
            'that is',
            'of the time until the queue is empty',
            measured.map(({ meanWait, drained }) => meanWait / drained),
          ),
        ]
      : []),
    figure(
      'stays that showed a problem',
      'stays',
      measured.map(({ problems }) => problems),
    ),
  ];
}

/** Times are milliseconds from the second in which the guests leave and arrive. */
async function oneWave(house: House, stays: number, { leave, arrive }: Wave) {
  const leaving = leave ? idsOf('leaves', stays) : [];
  const arriving = arrive ? idsOf('arrives', stays) : [];
  // Those who leave are let in before; and a put takes its time as well.
  const takes = leaving.length * (STEPS_TO_LET_IN / RATE) + arriving.length * 0.15;
  const turn = Math.ceil(Date.now() / SECOND_MS + 1.3 * takes + 12) * SECOND_MS;
  const before = { checkIn: Date.now() - 60 * SECOND_MS, checkOut: turn };
  const after = { checkIn: turn, checkOut: turn + DAY_MS };
  await withEach([...leaving, ...arriving], (id) =>
    house.stays.put(reservation(id, id.startsWith('leaves') ? before : after, 'space')),
  );
  const open = async (): Promise<number> => countOf(house, "StayPhase = 'open'");
  await until(async () => (await open()) >= leaving.length, 'everybody to be in the house');
  if (Date.now() > turn) throw new Error('The machine is too slow for so many: give --stays less.');

  const problems = new Set<string>();
  const isOver = async (): Promise<boolean> => {
    for (const id of await withProblems(house)) problems.add(id);
    if (Date.now() < turn) return false;
    const isShut = (await committed(house, 'delete', turn)).length >= leaving.length;
    return isShut && (await open()) >= arriving.length;
  };
  const steps = leaving.length + arriving.length * STEPS_TO_LET_IN;
  const within = turn - Date.now() + (steps / RATE) * SECOND_MS + PATIENCE_MS;
  await until(isOver, 'the wave to be over', within, LOOK_EVERY_MS);

  const doors = await committed(house, 'delete', turn);
  const keys = await committed(house, 'create', turn);
  const all = (await house.desk.requests()).map(({ arrivedAt }) => arrivedAt - turn);
  return {
    lastDoor: Math.max(0, ...doors),
    meanWait: mean(keys),
    drained: Math.max(...all),
    problems: problems.size,
  };
}

/** When credentials were made or taken away after the turn, in milliseconds from it. */
async function committed(
  { desk }: House,
  what: 'create' | 'delete',
  turn: number,
): Promise<readonly number[]> {
  const requests = await desk.requests(`/acs/credentials/${what}`);
  return requests.flatMap(({ committedAt }) =>
    committedAt === undefined || committedAt < turn ? [] : [committedAt - turn],
  );
}

async function countOf({ client }: House, query: string): Promise<number> {
  const { count } = await client.workflow.count(`ExecutionStatus = 'Running' AND ${query}`);
  return count;
}

async function withProblems({ client }: House): Promise<readonly string[]> {
  const ids: string[] = [];
  const runs = client.workflow.list({ query: 'StayProblem IS NOT NULL' });
  for await (const { workflowId } of runs) ids.push(workflowId);
  return ids;
}
