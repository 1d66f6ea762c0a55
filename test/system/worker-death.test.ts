import { kill } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startLiveHouse, type LiveHouse } from '../support/live-house.ts';

const LOOK_AGAIN_MS = 200;
const COMES_WITHIN_MS = 60_000;

async function until(look: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + COMES_WITHIN_MS;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`It never came to: ${what}`);
    await delay(LOOK_AGAIN_MS);
  }
}

describe('a stay whose worker is killed while it sleeps', () => {
  let house: LiveHouse;
  beforeAll(async () => {
    house = await startLiveHouse();
  });
  afterAll(() => house.close());

  // Failure rows: 62
  it('goes on with the next worker: it can be made longer, keeps its PIN, and ends', async () => {
    const worker = await house.startWorker();
    const inMinutes = (minutes: number): string =>
      new Date(Date.now() + minutes * 60_000).toISOString();
    const booked = await house.stays.put({
      reservationId: 'sleeper',
      listingId: 'ks-pin',
      guest: { fullName: 'Ada Guest' },
      checkIn: inMinutes(-1),
      checkOut: inMinutes(60),
    });
    expect(booked).toMatchObject({ outcome: 'applied' });
    const pin = await house.stays.pin('sleeper');

    kill(worker.pid, 'SIGKILL');
    await worker.exited;
    expect(await house.openDoorsFor('sleeper')).toBe(3);

    await house.startWorker();
    const longer = inMinutes(120);
    await house.stays.change('sleeper', { checkOut: longer });
    await until(
      async () => (await house.stays.show('sleeper')).closesAt === longer,
      'the later check-out',
    );
    expect(await house.stays.pin('sleeper')).toEqual(pin);
    expect(await house.openDoorsFor('sleeper')).toBe(3);

    await house.stays.cancel('sleeper');
    await until(async () => (await house.openDoorsFor('sleeper')) === 0, 'shut doors');
    await until(async () => (await house.stays.show('sleeper')).phase === 'revoked', 'the proof');
    expect((await house.objects()).acs_users).toEqual([]);
  });
});
