import { expect, it } from 'vitest';

import { stayWorkflowId } from '../../src/contract/names.ts';
import type { Status } from '../../src/contract/status.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import { atSandbox, usersOf } from '../support/reconciling.ts';

const HOUR = 3_600_000;

let house: LiveHouse;
openHouse((started) => (house = started));

// Temporal passes on one cancellation a run, so a stay that lives on after one goes on in a new run.
it('the Cancel button of the Temporal UI works once more after the guest was put again', async () => {
  const reservation = {
    reservationId: 'R-1',
    listingId: 'ks-pin',
    guest: { fullName: 'Ada Guest' },
    checkIn: new Date(Date.now() - HOUR).toISOString(),
    checkOut: new Date(Date.now() + HOUR).toISOString(),
  };
  const stay = house.temporal.workflow.getHandle<() => Promise<Status>>(stayWorkflowId('R-1'));
  const doors = (): Promise<number> => house.openDoorsFor('R-1');
  const putsHeard = async (): Promise<number> => {
    const { events } = await stay.fetchHistory();
    return (events ?? []).filter((one) => one.workflowExecutionUpdateAcceptedEventAttributes)
      .length;
  };
  expect(await house.stays.put(reservation)).toMatchObject({ outcome: 'applied' });
  const open = await doors();
  expect(open).toBeGreaterThan(0);

  const { runId } = await stay.describe();
  // Until the put is heard the stay cannot end, since its user goes in words only.
  const [user] = await usersOf(house, 'R-1');
  await atSandbox(house, 'stick', { id: user?.acs_user_id });
  await stay.cancel();
  const phase = async (): Promise<string> => (await house.stays.show('R-1')).phase;
  await expect.poll(phase).toBe('revoking');
  // The access ends first, then the guest is let in again.
  const putAgain = house.stays.put(reservation);
  await expect.poll(putsHeard).toBe(2);
  await atSandbox(house, 'stick', { id: user?.acs_user_id, stuck: false });
  expect(await putAgain).toMatchObject({ outcome: 'applied' });
  await expect.poll(doors).toBe(open);

  const isAnotherRun = async (): Promise<boolean> => (await stay.describe()).runId !== runId;
  await expect.poll(isAnotherRun).toBe(true);
  await stay.cancel();
  await expect.poll(doors).toBe(0);
  expect(await stay.result()).toMatchObject({ phase: 'revoked', endedBy: 'operator' });
});
