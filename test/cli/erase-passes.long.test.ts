import { describe, expect, it } from 'vitest';

import { stayWorkflowId } from '../../src/contract/names.ts';
import { callCli } from '../support/cli.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import { inHours, pass } from '../support/reconciling.ts';

let house: LiveHouse;
openHouse((started) => (house = started));

const put = (id: string) =>
  house.stays.put({
    reservationId: id,
    listingId: 'ks-pin',
    guest: { fullName: 'Ada Guest', email: 'ada@example.com' },
    checkIn: inHours(-1),
    checkOut: inHours(24),
  });

const erase = async (id: string) => {
  const { code, stdout } = await callCli(['erase', id, '--json'], house.settings);
  return { code, ...(JSON.parse(stdout) as { readonly error?: { readonly type: string } }) };
};

/** Ends a stay, and waits until its access is proven gone. */
async function end(id: string): Promise<void> {
  await house.stays.cancel(id);
  await house.temporal.workflow.getHandle(stayWorkflowId(id)).result();
}

describe('erase, after a pass of the reconciler', () => {
  it('has the reconciler forget it too, once its last pass does not name it any more', async () => {
    // A list that was not empty before is not believed when it is: somebody stays.
    await put('X-neighbour');
    await put('X-passed');
    await pass(house);
    await end('X-passed');
    expect(await erase('X-passed')).toMatchObject({ code: 1, runs: 1, isRemembered: true });
    let again = await erase('X-passed');
    for (let passes = 0; passes < 8 && again.code === 1; passes += 1) {
      await pass(house);
      again = await erase('X-passed');
    }
    expect(again).toMatchObject({ code: 0, isRemembered: false });
    expect(await erase('X-passed')).toMatchObject({ code: 3, error: { type: 'NoSuchStay' } });
  });
});
