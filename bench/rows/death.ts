import { setTimeout as pause } from 'node:timers/promises';

import { figure } from '../figures.ts';
import { type House, openHouse, reservation } from '../ground/house.ts';
import { until } from '../ground/until.ts';
import { using } from '../ground/using.ts';
import type { Row } from '../row.ts';

const SECOND_MS = 1_000;
const HOUR_MS = 3_600_000;
/** From the put to check-out: the guest is in the room, and both workers are at rest. */
const STAYS_FOR_MS = 8_000;
const SHUT = '/acs/credentials/delete';

/** A worker that is killed, with another alive. */
export const death: Row = {
  name: 'death',
  what: 'A worker is killed (SIGKILL) just before a check-out of a stay of its own, or within the step that shuts the door, while another lives: how late the door is shut',
  aim: '3 s before a check-out, 6 s within a step',
  size: { stays: 1, times: 3 },
  measure: (ground, { times }) =>
    using(openHouse(ground, { name: 'Nightlatch' }), async (house) => {
      await house.startWorker();
      const [none, asleep, within]: [number[], number[], number[]] = [[], [], []];
      for (let nth = 0; nth < times; nth += 1) {
        none.push(await latenessOf(house, `undisturbed-${nth}`, async () => {}));
        asleep.push(await latenessOf(house, `asleep-${nth}`, killsKeeper));
        await house.startWorker();
        within.push(await latenessOf(house, `within-${nth}`, killsWithin));
        await house.startWorker();
      }
      return [
        figure('nobody dies', 's late', none),
        figure('it dies a second before check-out', 's late', asleep),
        figure('it dies within the step', 's late', within),
      ];
    }),
};

type Disaster = (house: House, workflowId: string, checkOut: number) => Promise<void>;

/** How long after check-out the door of a Salto Space stay is shut, in seconds. */
async function latenessOf(house: House, id: string, disaster: Disaster): Promise<number> {
  const checkOut = Math.round((Date.now() + STAYS_FOR_MS) / SECOND_MS) * SECOND_MS;
  await house.stays.put(reservation(id, { checkIn: Date.now() - HOUR_MS, checkOut }, 'space'));
  const isShut = async (): Promise<boolean> => (await shutAt(house, checkOut)) !== undefined;
  await disaster(house, `stay:${id}`, checkOut);
  await until(isShut, 'the door to be shut');
  return (((await shutAt(house, checkOut)) ?? 0) - checkOut) / SECOND_MS;
}

async function shutAt({ desk }: House, checkOut: number): Promise<number | undefined> {
  const shut = (await desk.requests(SHUT)).find(({ committedAt = 0 }) => committedAt >= checkOut);
  return shut?.committedAt;
}

/** Kills whoever has the stay in its cache, a second before check-out. */
async function killsKeeper(house: House, workflowId: string, checkOut: number): Promise<void> {
  await pause(checkOut - SECOND_MS - Date.now());
  const { events } = await house.client.workflow.getHandle(workflowId).fetchHistory();
  const started = events?.findLast((event) => event.workflowTaskStartedEventAttributes);
  kill(house, started?.workflowTaskStartedEventAttributes?.identity);
}

/** Kills whoever runs the step, while its request is at Seam, which has done nothing yet. */
async function killsWithin(house: House, workflowId: string, checkOut: number): Promise<void> {
  const { desk, client } = house;
  await desk.post('hold', { route: SHUT, nth: 1 });
  const isAsked = async (): Promise<boolean> =>
    (await desk.requests(SHUT)).some(({ arrivedAt }) => arrivedAt >= checkOut);
  await until(isAsked, 'the step to ask Seam', 60_000, 20);
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  kill(house, raw.pendingActivities?.[0]?.lastWorkerIdentity);
  await desk.post('release', { broken: true });
}

/** Workers name themselves by their process: "123@host". */
function kill(house: House, identity: string | null | undefined): void {
  const pid = Number.parseInt(identity ?? '', 10);
  if (!house.workers().includes(pid)) throw new Error(`Worker ${identity} is none of the house.`);
  process.kill(pid, 'SIGKILL');
}
