import { afterAll, beforeAll, expect, it } from 'vitest';

import { ownProgram, type Service, startService } from '../../src/cli/services/service.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';
import { type Road, roadTo } from '../support/road.ts';

let house: LiveHouse;
let road: Road;
let worker: Service | undefined;
const log: string[] = [];

beforeAll(async () => {
  house = await startLiveHouse();
  road = await roadTo(house.settings['TEMPORAL_ADDRESS'] ?? '');
});
afterAll(async () => {
  await worker?.stop();
  await road.close();
  await house.close();
});

async function startFar(): Promise<string> {
  worker = await startService({
    name: 'The worker',
    ...ownProgram('src/cli/main', 'worker', '--port', '0'),
    environment: { ...process.env, ...house.settings, TEMPORAL_ADDRESS: road.address },
    readyWithinMs: 60_000,
    onLine: (line, stream) => void (stream === 'stderr' && log.push(line)),
  });
  return /http:\S+(?=\/healthz)/.exec(worker.readyLine)?.[0] ?? '';
}

it('a worker whose Temporal is away says within half a minute that it is of no use, and when it is again', async () => {
  const url = await startFar();
  const told = async (): Promise<string> => (await fetch(`${url}/readyz`)).text();
  const shown = async (): Promise<string | undefined> => {
    const page = await (await fetch(`${url}/metrics`)).text();
    return /^nightlatch_worker_ready (\d)$/m.exec(page)?.[1];
  };
  await expect.poll(told).toBe('ok\n');
  road.block();
  await expect.poll(told).toBe('not ready: Temporal does not answer\n');
  expect(await shown()).toBe('0');
  road.open();
  await expect.poll(told, { timeout: 60_000 }).toBe('ok\n');
  expect(await shown()).toBe('1');
  const lines = log.map((line) => JSON.parse(line) as { msg: string; why?: string });
  const said = lines.filter(({ msg }) => msg.startsWith('The worker is '));
  expect(said.map(({ msg, why }) => [msg, why])).toEqual([
    ['The worker is not ready', 'Temporal does not answer'],
    ['The worker is ready again', undefined],
  ]);
}, 120_000);
