import { foreignEnvironment } from '../../src/cli/services/foreign-environment.ts';
import { type Service, startService } from '../../src/cli/services/service.ts';
import { environment } from '../../src/config.ts';
import { figure, ratios } from '../figures.ts';
import { type Ground, READY_WITHIN_MS } from '../ground/ground.ts';
import { type House, openHouse, reservation } from '../ground/house.ts';
import { idsOf } from '../ground/many.ts';
import { cpuOf } from '../ground/processes.ts';
import { using } from '../ground/using.ts';
import type { Row } from '../row.ts';

const DAY_MS = 86_400_000;

/** What a put costs whoever sends it: over HTTP by a gateway, or by the client in a backend's own process. */
export const gateway: Row = {
  name: 'gateway',
  what: 'Processor time of the gateway for a put, against `StayClient.put` in the backend’s process',
  aim: 'none; it is told',
  size: { stays: 60, times: 4 },
  measure: (ground, { stays, times }) =>
    using(openHouse(ground, { name: 'Nightlatch' }), (house) =>
      using(openGateway(ground, house), async (served) => {
        const [through, direct]: [number[], number[]] = [[], []];
        for (let nth = 0; nth <= times; nth += 1) {
          const ids = idsOf(`H${nth}`, stays);
          const before = await cpuOf(served.pid);
          for (const id of ids) await putOverHttp(served, id);
          const gatewayMs = ((await cpuOf(served.pid)) - before) / stays;
          const own = process.cpuUsage();
          for (const id of idsOf(`D${nth}`, stays)) await house.stays.put(nextWeek(id));
          const { user, system } = process.cpuUsage(own);
          // The first of each loads and compiles code.
          if (nth === 0) continue;
          through.push(gatewayMs);
          direct.push((user + system) / 1_000 / stays);
        }
        return [
          figure('the gateway', 'ms a put', through),
          figure('`StayClient.put`', 'ms a put', direct),
          figure('the gateway', 'of `StayClient.put`', ratios(through, direct)),
        ];
      }),
    ),
};

interface Served {
  readonly pid: number;
  readonly url: string;
  close(): Promise<void>;
}

async function openGateway({ program }: Ground, { settings }: House): Promise<Served> {
  const service: Service = await startService({
    name: 'The gateway',
    command: process.execPath,
    args: [program, 'gateway', '--port', '0'],
    environment: { ...foreignEnvironment(environment()), ...settings },
    readyWithinMs: READY_WITHIN_MS,
  });
  const url = /http:\/\/\S+?(?=,)/.exec(service.readyLine)?.[0];
  if (url === undefined) throw new Error(`The gateway says no address: ${service.readyLine}`);
  return { pid: service.pid, url, close: () => service.stop() };
}

async function putOverHttp({ url }: Served, id: string): Promise<void> {
  const answer = await fetch(`${url}/stays/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(nextWeek(id)),
  });
  await answer.text();
  if (answer.status !== 200) throw new Error(`The gateway answered ${answer.status}.`);
}

/** A Salto Space stay: nothing is asked of Seam before its guest comes. */
function nextWeek(id: string) {
  const checkIn = Date.now() + 7 * DAY_MS;
  return reservation(id, { checkIn, checkOut: checkIn + DAY_MS }, 'space');
}
