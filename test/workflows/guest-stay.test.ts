import { describe, expect, it } from 'vitest';

import { stayRecordQuery } from '../../src/contract/messages.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { staySeamIds } from '../../src/contract/search-attributes.ts';
import { CANAL_DOORS, GARDEN_DOORS, QUAY_DOORS } from '../support/house.ts';
import { useRig } from '../support/use-rig.ts';

/** In hours. */
const TEN_NIGHTS = 240;

describe('a stay', () => {
  const rig = useRig('seam_story_pin');

  // Failure rows: 46
  it('opens the doors from check-in to check-out and not a second longer', async () => {
    const booking = rig.reservation('R-1', 24, 24 + TEN_NIGHTS);
    const verdict = await rig.stays.put(booking);
    expect(verdict).toMatchObject({
      outcome: 'applied',
      opensAt: booking.checkIn,
      closesAt: booking.checkOut,
    });
    expect(await rig.stays.show('R-1')).toMatchObject({ phase: 'waiting' });
    const second = (iso: string, by: number): string =>
      new Date(Date.parse(iso) + by * 1000).toISOString();
    expect(await rig.seam.doorsFor('R-1', second(booking.checkIn, -1))).toEqual([]);
    expect(await rig.seam.doorsFor('R-1', booking.checkIn)).toEqual(CANAL_DOORS);
    expect(await rig.seam.doorsFor('R-1', second(booking.checkOut, -1))).toEqual(CANAL_DOORS);
    expect(await rig.seam.doorsFor('R-1', booking.checkOut)).toEqual([]);

    await rig.sleepUntil(second(booking.checkIn, 5));
    expect(await rig.stays.show('R-1')).toMatchObject({ phase: 'open' });
    const status = await rig.ended('R-1');
    expect(status).toMatchObject({ phase: 'revoked', endedBy: 'check-out' });
  });

  // docs/performance.md says what they are for. The server's time stands still while a step is under way, so that none
  // is looked at for taking long, on the slowest machine.
  it('costs 89 events and 26 requests to Seam where nobody disturbs it', async () => {
    const asked = async (): Promise<number> =>
      (await rig.seam.get<{ readonly requests: readonly unknown[] }>('requests')).requests.length;
    const before = await asked();
    const booking = rig.reservation('R-cost', 24, 24 + TEN_NIGHTS);
    await rig.stays.put(booking);
    await rig.ended('R-cost');
    const { events } = await rig.historyOf('R-cost');
    expect({ events: events?.length, requests: (await asked()) - before }).toEqual({
      events: 89,
      requests: 26,
    });
  });

  // Else an event of Seam's about the new PIN would find no stay.
  it('is found by the id of a new PIN that was asked for in the middle of it', async () => {
    await rig.stays.put(rig.reservation('R-new', 1, TEN_NIGHTS));
    await rig.sleepUntil(rig.inHours(2));
    const verdict = await rig.stays.reissue('R-new');
    expect(verdict).toMatchObject({ outcome: 'applied' });
    const { credentialId } = await rig.stays.show('R-new');
    const handle = rig.client.workflow.getHandle(stayWorkflowId('R-new'));
    const isKnown = async (): Promise<boolean> => {
      const { typedSearchAttributes } = await handle.describe();
      return typedSearchAttributes.get(staySeamIds)?.includes(credentialId ?? '') === true;
    };
    await rig.until(isKnown, 'the id of the new PIN to be shown');
  });

  // Else a pass of the reconciler takes a hold that Seam has not answered yet for one that holds.
  it('tells the reconciler as long as a hold has no answer, and not once it holds', async () => {
    await rig.stays.put(rig.reservation('R-busy', -1, 24));
    const handle = rig.client.workflow.getHandle(stayWorkflowId('R-busy'));
    expect(await handle.query(stayRecordQuery)).not.toHaveProperty('isBusy');
    await rig.seam.post('faults', { route: '/acs/users/suspend', outcome: '500', times: 1_000 });
    const holding = rig.stays.hold('R-busy');
    const isHeard = async (): Promise<boolean> =>
      (await rig.stays.show('R-busy')).held !== undefined;
    await rig.until(isHeard, 'a hold that is heard');
    expect(await handle.query(stayRecordQuery)).toMatchObject({ isBusy: true });
    await rig.seam.delete('faults');
    expect(await holding).toMatchObject({ outcome: 'applied' });
    await rig.sleepUntil(rig.inHours(1));
    expect(await handle.query(stayRecordQuery)).not.toHaveProperty('isBusy');
    await rig.stays.cancel('R-busy');
  });

  it('keeps its PIN when a guest of ten nights stays longer', async () => {
    await rig.stays.put(rig.reservation('R-2', 1, TEN_NIGHTS));
    const pin = await rig.stays.pin('R-2');
    await rig.sleepUntil(rig.inHours(2));
    const longer = rig.inHours(TEN_NIGHTS + 24);
    expect(await rig.stays.change('R-2', { checkOut: longer })).toMatchObject({
      outcome: 'applied',
      closesAt: longer,
    });
    expect(await rig.stays.pin('R-2')).toEqual(pin);
    expect(await rig.seam.doorsFor('R-2')).toEqual(CANAL_DOORS);
    const status = await rig.ended('R-2');
    expect(status).toMatchObject({ phase: 'revoked', endedBy: 'check-out', closesAt: longer });
  });

  it('is gone at once when the booking is cancelled', async () => {
    await rig.stays.put(rig.reservation('R-3', -1, 24));
    expect(await rig.seam.doorsFor('R-3')).toEqual(CANAL_DOORS);
    expect(await rig.stays.cancel('R-3')).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('R-3')).toEqual([]);
    const status = await rig.ended('R-3');
    expect(status).toMatchObject({ phase: 'revoked', endedBy: 'cancellation' });
  });

  it('moves to another room: new doors first, then not the old ones', async () => {
    await rig.stays.put(rig.reservation('R-4', -1, 24));
    const pin = await rig.stays.pin('R-4');
    expect(await rig.stays.change('R-4', { listingId: 'ks-pin-garden' })).toMatchObject({
      outcome: 'applied',
    });
    expect(await rig.seam.doorsFor('R-4')).toEqual(GARDEN_DOORS);
    expect(await rig.stays.pin('R-4')).toEqual(pin);
    expect(await rig.stays.change('R-4', { listingId: 'space' })).toMatchObject({
      outcome: 'applied',
    });
    expect(await rig.seam.doorsFor('R-4')).toEqual(QUAY_DOORS);
    await rig.stays.cancel('R-4');
    expect(await rig.seam.doorsFor('R-4')).toEqual([]);
    await rig.ended('R-4');
  });

  // Failure rows: 28
  it('refuses a first put that cannot be, and leaves no run open', async () => {
    const verdict = await rig.stays.put(rig.reservation('R-5', 1, 2, { listingId: 'nowhere' }));
    expect(verdict).toMatchObject({ outcome: 'refused', type: 'UnknownListing' });
    await expect(rig.stays.show('R-5')).rejects.toThrow(/nowhere/);
    expect(await rig.stays.cancel('R-5')).toMatchObject({ outcome: 'too-late' });
  });

  it('refuses a change that cannot be, and keeps what it has', async () => {
    const booking = rig.reservation('R-6', 1, 24);
    await rig.stays.put(booking);
    expect(await rig.stays.change('R-6', { checkOut: rig.inHours(0.5) })).toMatchObject({
      outcome: 'refused',
    });
    expect(await rig.stays.show('R-6')).toMatchObject({ closesAt: booking.checkOut });
    expect(await rig.stays.put({ ...booking, checkOut: rig.inHours(30) })).toMatchObject({
      outcome: 'applied',
    });
    await rig.stays.cancel('R-6');
  });

  it('comes back when it was cancelled by mistake', async () => {
    const booking = rig.reservation('R-7', -1, 24);
    await rig.stays.put(booking);
    await rig.stays.cancel('R-7');
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('R-7')).toEqual(CANAL_DOORS);
    const status = await rig.ended('R-7');
    expect(status).toMatchObject({ phase: 'revoked', endedBy: 'check-out' });
  });

  // Failure rows: 51
  it.each(['ks-mobile', 'ks-enrolled', 'latch', 'space'])(
    'lives and ends at %s',
    async (listingId) => {
      const id = `R-all-${listingId}`;
      const booking = rig.reservation(id, 1, 24, { listingId });
      expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied' });
      await rig.sleepUntil(rig.inHours(1.1));
      await rig.until(async () => (await rig.seam.doorsFor(id)).length > 0, 'an open door');
      const status = await rig.ended(id);
      expect(status).toMatchObject({ phase: 'revoked', endedBy: 'check-out' });
      expect(await rig.seam.doorsFor(id)).toEqual([]);
    },
  );
});
