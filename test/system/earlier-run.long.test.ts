import { describe, expect, it } from 'vitest';

import { CANCEL_STAY } from '../../src/contract/messages.ts';
import { GUEST_STAY, stayWorkflowId, TASK_QUEUE } from '../../src/contract/names.ts';
import type { Status } from '../../src/contract/status.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import { inHours, QUIET_MS, resetToBeginning, until, usersOf } from '../support/reconciling.ts';

// No reconciler here: what is told must be true before its next pass.

let house: LiveHouse;
openHouse((started) => (house = started));

const reservation = (id: string, from: number) => ({
  reservationId: id,
  listingId: 'space',
  guest: { fullName: 'Ada Guest', phone: '+15555550100', email: `${id}@example.com` },
  checkIn: inHours(from),
  checkOut: inHours(24 + from),
});

const handleOf = (id: string) =>
  house.temporal.workflow.getHandle<() => Promise<Status>>(stayWorkflowId(id));

/** A guest in the house whose workflow somebody has terminated: the door goes on opening. */
async function terminated(id: string): Promise<void> {
  await house.stays.put(reservation(id, -1));
  expect(await house.openDoorsFor(id)).toBeGreaterThan(0);
  await handleOf(id).terminate();
}

function expectProven({ phase, absentSince = '', revokedAt = '' }: Status): void {
  expect(phase).toBe('revoked');
  expect(Date.parse(revokedAt) - Date.parse(absentSince)).toBeGreaterThanOrEqual(QUIET_MS);
}

describe.concurrent('a stay whose run was terminated while its door was open', () => {
  it('shuts the door when it is put again for later', async () => {
    await terminated('E-later');
    await house.stays.put(reservation('E-later', 12));
    await until(async () => (await house.openDoorsFor('E-later')) === 0, 'a door that is shut');
    expect(await house.stays.show('E-later')).toMatchObject({ phase: 'waiting' });
    await house.stays.cancel('E-later');
  });

  it('shuts it when it is put again and cancelled, and says that it is over after two proofs', async () => {
    await terminated('E-cancelled');
    await house.stays.put(reservation('E-cancelled', 12));
    expect(await house.stays.cancel('E-cancelled')).toMatchObject({ outcome: 'applied' });
    expect(await house.openDoorsFor('E-cancelled')).toBe(0);
    expectProven(await handleOf('E-cancelled').result());
  });

  it('shuts it when both words come before the new run has planned anything', async () => {
    await terminated('E-breath');
    await house.temporal.workflow.signalWithStart(GUEST_STAY, {
      workflowId: stayWorkflowId('E-breath'),
      taskQueue: TASK_QUEUE,
      args: [reservation('E-breath', 12)],
      signal: CANCEL_STAY,
      signalArgs: [{}],
    });
    expectProven(await handleOf('E-breath').result());
    expect(await usersOf(house, 'E-breath')).toEqual([]);
  });
});

describe.concurrent('a stay that is reset to its beginning while it is being cancelled', () => {
  it('is over only when what the run before it made is proven gone', async () => {
    await house.stays.put(reservation('E-reset', -1));
    await house.stays.cancel('E-reset');
    await resetToBeginning(house, 'E-reset');
    expectProven(await handleOf('E-reset').result());
    expect(await usersOf(house, 'E-reset')).toEqual([]);
  });
});
