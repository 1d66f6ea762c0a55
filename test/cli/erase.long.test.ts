import { describe, expect, it } from 'vitest';

import { stayWorkflowId } from '../../src/contract/names.ts';
import { erasing } from '../support/erasing.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import { until } from '../support/reconciling.ts';

let house: LiveHouse;
openHouse((started) => (house = started));

const { put, erase, end } = erasing(() => house);

describe('erase', () => {
  it('deletes both runs of a stay that was opened twice, and nothing of another', async () => {
    for (const id of ['X-gone', 'X-gone', 'X-other']) {
      await put(id);
      await end(id);
    }
    await until(async () => {
      const { count } = await house.temporal.workflow.count(`WorkflowId = "stay:X-gone"`);
      return count === 2;
    }, 'two runs that are listed');
    expect(await erase('X-gone')).toMatchObject({ code: 0, runs: 2, passes: 0 });
    await expect(house.stays.show('X-gone')).rejects.toMatchObject({ type: 'NoSuchStay' });
    expect(await house.stays.show('X-other')).toMatchObject({ phase: 'revoked' });
    expect(await erase('X-gone')).toMatchObject({ code: 3, error: { type: 'NoSuchStay' } });
  });

  it('refuses an open stay, whose door stays as it is', async () => {
    await put('X-open');
    expect(await erase('X-open')).toMatchObject({ code: 1, error: { type: 'StayIsOpen' } });
    expect(await house.openDoorsFor('X-open')).toBeGreaterThan(0);
    await end('X-open');
  });

  it('refuses a terminated stay, of which something is at Seam', async () => {
    await put('X-stopped');
    await house.temporal.workflow.getHandle(stayWorkflowId('X-stopped')).terminate();
    expect(await erase('X-stopped')).toMatchObject({ code: 1, error: { type: 'StayNotProven' } });
  });
});
