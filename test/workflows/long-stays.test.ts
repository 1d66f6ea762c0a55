import { describe, expect, it } from 'vitest';

import { changeStaySignal, checkStaySignal, checkStayUpdate } from '../../src/contract/messages.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { CANAL_DOORS } from '../support/house.ts';
import { useRig } from '../support/use-rig.ts';

/** More than a run takes before it goes on in a new one. */
const FLOOD = 1_600;

describe('a stay that goes on in a new run', () => {
  const rig = useRig('seam_story_long');

  const handle = (id: string) => rig.client.workflow.getHandle(stayWorkflowId(id));
  const runOf = async (id: string): Promise<string> => (await handle(id).describe()).runId;
  const flood = async (send: (at: number) => Promise<void>): Promise<void> => {
    for (let at = 0; at < FLOOD; at += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, i) => send(at + i)));
    }
  };

  // Failure rows: 61
  it('because a backend floods it with words that are old, and has forgotten nothing', async () => {
    const booking = rig.reservation('R-1', -1, 24, { revision: 5, commandId: 'first' });
    await rig.stays.put(booking);
    const pin = await rig.stays.pin('R-1');
    const longer = { checkOut: rig.inHours(48), revision: 6, commandId: 'second' };
    expect(await rig.stays.change('R-1', longer)).toMatchObject({ outcome: 'applied' });
    const first = await runOf('R-1');

    const stale = { checkOut: rig.inHours(12), revision: 3 };
    await flood(() => handle('R-1').signal(changeStaySignal, stale));
    await rig.until(async () => (await runOf('R-1')) !== first, 'a new run');

    // Old revisions stay old, a command id still has one effect, and the guest has the same PIN.
    expect(await rig.stays.change('R-1', stale)).toMatchObject({ outcome: 'superseded' });
    expect(await rig.stays.change('R-1', longer)).toMatchObject({
      outcome: 'applied',
      closesAt: longer.checkOut,
    });
    const reused = { checkOut: rig.inHours(60), revision: 8, commandId: 'second' };
    expect(await rig.stays.change('R-1', reused)).toMatchObject({ type: 'CommandIdReused' });
    expect(await rig.stays.pin('R-1')).toEqual(pin);
    expect(await rig.seam.doorsFor('R-1')).toEqual(CANAL_DOORS);
    const last = { checkOut: rig.inHours(72), revision: 7 };
    expect(await rig.stays.change('R-1', last)).toMatchObject({ closesAt: last.checkOut });
    const status = await rig.ended('R-1');
    expect(status).toMatchObject({ endedBy: 'check-out', closesAt: last.checkOut, revision: 7 });
    expect(await rig.seam.doorsFor('R-1')).toEqual([]);
  });

  it('while Seam refuses what it asks for, and still shows that', async () => {
    const canal = rig.listings.get('ks-pin');
    if (canal === undefined) throw new Error('The house has no such listing.');
    const nowhere = '44444444-4444-4444-4444-000000000000';
    rig.listings.set('broken', { ...canal, listingId: 'broken', accessGroupIds: [nowhere] });
    await rig.stays.put(rig.reservation('R-2', -1, 24));
    await rig.stays.change('R-2', { listingId: 'broken' });
    const { problem } = await rig.stays.show('R-2');
    expect(problem).toMatchObject({ type: 'SeamRejected' });
    const first = await runOf('R-2');
    await flood(() => handle('R-2').signal(checkStaySignal, {}));
    await rig.until(async () => (await runOf('R-2')) !== first, 'a new run');
    expect((await rig.stays.show('R-2')).problem).toEqual(problem);
    expect(await rig.seam.doorsFor('R-2')).toEqual(CANAL_DOORS);
    await rig.stays.cancel('R-2');
    await rig.ended('R-2');
    expect(await rig.seam.doorsFor('R-2')).toEqual([]);
  });

  it('although somebody waits for an answer at every moment', async () => {
    await rig.stays.put(rig.reservation('R-3', -1, 24, { revision: 5 }));
    await rig.seam.post('outage', { seconds: 3_600 });
    const first = await runOf('R-3');
    const check = { args: [{}] as [unknown], waitForStage: 'ACCEPTED' as const };
    const asked = await handle('R-3').startUpdate(checkStayUpdate, check);
    // Old words settle at once: a flood of checks could supersede the one that is waited for.
    const stale = { checkOut: rig.inHours(12), revision: 3 };
    await flood(() => handle('R-3').signal(changeStaySignal, stale));
    const reason = 'The stay goes on in a new run; look at the status.';
    expect(await asked.result()).toEqual({ outcome: 'pending', reason });
    await rig.until(async () => (await runOf('R-3')) !== first, 'a new run');
    expect(await rig.seam.doorsFor('R-3')).toEqual(CANAL_DOORS);
    await rig.ended('R-3');
    expect(await rig.seam.doorsFor('R-3')).toEqual([]);
  });
});
