import { afterEach, describe, expect, it } from 'vitest';

import { stayWorkflowId } from '../../src/contract/names.ts';
import { KS_SYSTEM } from '../support/house.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import { atSandbox, inHours, pass, until, untilOld, usersOf } from '../support/reconciling.ts';

let house: LiveHouse;
openHouse((started) => (house = started));

async function open(id: string, more = {}): Promise<void> {
  const verdict = await house.stays.put({
    reservationId: id,
    listingId: 'ks-pin',
    guest: { fullName: 'Ada Guest', phone: '+15555550100' },
    checkIn: inHours(-1),
    checkOut: inHours(24),
    ...more,
  });
  expect(verdict).toMatchObject({ outcome: 'applied' });
  await untilOld();
}

const terminate = (id: string) => house.temporal.workflow.getHandle(stayWorkflowId(id)).terminate();
const untilGone = (id: string) =>
  until(async () => (await usersOf(house, id)).length === 0, `no user of ${id}`);

describe('a list of Seam’s that cannot be trusted', () => {
  afterEach(async () => {
    await fetch(`${house.settings['SEAM_ENDPOINT']}/_sandbox/faults`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${house.settings['SEAM_API_KEY']}` },
    });
  });

  it.each(['garbage', '500'])('repairs nothing while it is answered with %s', async (outcome) => {
    const id = `U-1-${outcome}`;
    await open(id);
    await terminate(id);
    await atSandbox(house, 'faults', { route: '/acs/users/list', outcome, times: null });
    const seen = await pass(house, '--repair');
    expect(seen).toMatchObject({ orphans: [], woken: [], reported: [] });
    expect(seen.unread).toContain(KS_SYSTEM);
    expect(await house.openDoorsFor(id)).toBeGreaterThan(0);
  });

  it('finds an orphan behind a thousand residents, and reports those', async () => {
    await atSandbox(house, 'seed-users', { count: 1_200 });
    await open('U-3');
    await terminate('U-3');
    const { orphans, reported, unread } = await pass(house, '--repair');
    expect(orphans).toContain('U-3');
    expect(reported).toHaveLength(1_200);
    expect(unread).toEqual([]);
    await untilGone('U-3');
  });
});
