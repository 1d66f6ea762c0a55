import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { stayWorkflowId } from '../../src/contract/names.ts';
import { startLiveHouse, type LiveHouse } from '../support/live-house.ts';
import { atSandbox, pass, until, untilOld, usersOf } from '../support/reconciling.ts';

let house: LiveHouse;

beforeAll(async () => {
  house = await startLiveHouse();
  await house.startWorker();
});
afterAll(() => house.close());

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

const put = async (id: string, from = -1, more = {}): Promise<void> => {
  const verdict = await house.stays.put({
    reservationId: id,
    listingId: 'ks-pin',
    guest: { fullName: 'Ada Guest', email: `${id.toLowerCase()}@example.com` },
    checkIn: inHours(from),
    checkOut: inHours(24),
    ...more,
  });
  expect(verdict).toMatchObject({ outcome: 'applied' });
};

describe('a pass of the reconciler', () => {
  it('finds nothing to do where all is well', async () => {
    await put('P-1');
    await untilOld();
    expect(await pass(house, '--repair')).toEqual({
      orphans: [],
      woken: [],
      reported: [],
      unread: [],
    });
  });

  it('ends what a terminated workflow left', async () => {
    await put('P-2');
    await house.temporal.workflow.getHandle(stayWorkflowId('P-2')).terminate();
    await untilOld();
    expect(await pass(house)).toMatchObject({ orphans: ['P-2'] });
    expect(await house.openDoorsFor('P-2')).toBeGreaterThan(0);
    expect(await pass(house, '--repair')).toMatchObject({ orphans: ['P-2'] });
    await until(async () => (await usersOf(house, 'P-2')).length === 0, 'no user of P-2');
    expect(await house.openDoorsFor('P-2')).toBe(0);
    expect(await house.openDoorsFor('P-1')).toBeGreaterThan(0);
    void atSandbox;
  });
});
