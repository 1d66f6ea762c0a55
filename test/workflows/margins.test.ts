import { describe, expect, it } from 'vitest';

import { CANAL_DOORS, QUAY_DOORS } from '../support/house.ts';
import { useRig } from '../support/use-rig.ts';

const MINUTE = 60_000;
const MARGINS = { opensBeforeMs: 30 * MINUTE, closesAfterMs: 60 * MINUTE };
/** Seam shuts the doors of the one by itself, and we alone those of the other. */
const HOUSES = [
  ['ks-pin', CANAL_DOORS],
  ['space', QUAY_DOORS],
] as const;

const rig = useRig('seam_margins', ({ listings }) => {
  for (const [listingId] of HOUSES) {
    const listing = listings.get(listingId);
    if (listing === undefined) throw new Error(`no listing ${listingId}`);
    listings.set(listingId, { ...listing, ...MARGINS });
  }
});

const shifted = (instant: string, ms: number): string =>
  new Date(Date.parse(instant) + ms).toISOString();

describe.each(HOUSES)(
  'a stay at %s with half an hour before and an hour after',
  (listingId, doors) => {
    it('opens and shuts that much sooner and later than booked, and no more', async () => {
      const id = `M-whole-${listingId}`;
      const booking = rig.reservation(id, 2, 26, { listingId });
      const opensAt = shifted(booking.checkIn, -MARGINS.opensBeforeMs);
      const closesAt = shifted(booking.checkOut, MARGINS.closesAfterMs);
      expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied', opensAt, closesAt });
      expect(await rig.stays.show(id)).toMatchObject({ phase: 'waiting', opensAt, closesAt });

      await rig.sleepUntil(shifted(opensAt, -2_000));
      expect(await rig.seam.doorsFor(id)).toEqual([]);
      await rig.sleepUntil(opensAt);
      await rig.until(async () => (await rig.seam.doorsFor(id)).length > 0, 'open doors');
      expect(rig.now()).toBeLessThan(Date.parse(opensAt) + MINUTE);
      expect(await rig.seam.doorsFor(id)).toEqual(doors);

      await rig.sleepUntil(shifted(closesAt, -2_000));
      expect(await rig.seam.doorsFor(id)).toEqual(doors);
      await rig.sleepUntil(closesAt);
      await rig.until(async () => (await rig.seam.doorsFor(id)).length === 0, 'shut doors');
      expect(rig.now()).toBeLessThan(Date.parse(closesAt) + MINUTE);
      expect(await rig.ended(id)).toMatchObject({ phase: 'revoked', endedBy: 'check-out' });
    });

    // Failure rows: 26
    it('that is told that check-out was ten minutes ago ends with the margin after that', async () => {
      const id = `M-left-${listingId}`;
      await rig.stays.put(rig.reservation(id, -1, 24, { listingId }));
      const checkOut = rig.inHours(-1 / 6);
      const closesAt = shifted(checkOut, MARGINS.closesAfterMs);
      expect(await rig.stays.change(id, { checkOut })).toMatchObject({
        outcome: 'applied',
        closesAt,
      });
      expect(await rig.seam.doorsFor(id)).toEqual(doors);
      await rig.sleepUntil(closesAt);
      await rig.until(async () => (await rig.seam.doorsFor(id)).length === 0, 'shut doors');
      expect(await rig.ended(id)).toMatchObject({ endedBy: 'check-out', closesAt });
    });

    it('that is told that check-out was longer ago than the margin ends at once', async () => {
      const id = `M-gone-${listingId}`;
      await rig.stays.put(rig.reservation(id, -3, 24, { listingId }));
      expect(await rig.stays.change(id, { checkOut: rig.inHours(-2) })).toMatchObject({
        outcome: 'applied',
      });
      expect(await rig.seam.doorsFor(id)).toEqual([]);
      expect(await rig.ended(id)).toMatchObject({ endedBy: 'check-out' });
    });

    it('opens nothing for who books in the margin after check-out, or no time at all', async () => {
      const late = rig.reservation(`M-late-${listingId}`, -24, -1 / 6, { listingId });
      expect(await rig.stays.put(late)).toMatchObject({ outcome: 'refused', type: 'CheckOutPast' });
      const none = rig.reservation(`M-none-${listingId}`, 1, 1, { listingId });
      expect(await rig.stays.put(none)).toMatchObject({
        outcome: 'refused',
        type: 'CheckOutNotAfterCheckIn',
      });
      expect(await rig.seam.doorsFor(late.reservationId)).toEqual([]);
    });
  },
);

describe('a guest who is moved, after check-in, into a room with margins', () => {
  it('has an hour after check-out there, and the same PIN', async () => {
    const booking = rig.reservation('M-moved', -1, 24, { listingId: 'ks-pin-garden' });
    expect(await rig.stays.put(booking)).toMatchObject({ closesAt: booking.checkOut });
    const { code } = await rig.stays.pin('M-moved');
    const closesAt = shifted(booking.checkOut, MARGINS.closesAfterMs);
    expect(await rig.stays.change('M-moved', { listingId: 'ks-pin' })).toMatchObject({
      outcome: 'applied',
      closesAt,
    });
    await rig.sleepUntil(shifted(closesAt, -2_000));
    expect(await rig.seam.doorsFor('M-moved')).toEqual(CANAL_DOORS);
    expect(await rig.stays.pin('M-moved')).toMatchObject({ code });
    expect(await rig.ended('M-moved')).toMatchObject({ endedBy: 'check-out', closesAt });
  });
});
