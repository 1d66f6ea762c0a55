import { describe, expect, it } from 'vitest';

import { CANAL_DOORS, QUAY_DOORS } from '../support/house.ts';
import { meanwhile } from '../support/stay-stories.ts';
import { useRig } from '../support/use-rig.ts';

const HOUR_S = 3_600;

const rig = useRig('seam_changes_at_bad_times');

describe('an extension while Seam is away', () => {
  it('is shown at risk before the old check-out, tried past it, and gives the same PIN its doors back', async () => {
    const booking = rig.reservation('E-away', -1, 3);
    await rig.stays.put(booking);
    const { code } = await rig.stays.pin('E-away');
    await rig.sleepUntil(rig.inHours(2.5));
    await rig.seam.post('outage', { seconds: HOUR_S });
    const checkOut = rig.inHours(24);
    const answer = rig.stays.change('E-away', { checkOut });
    expect(await meanwhile(rig, answer)).toMatchObject({ outcome: 'pending' });
    await rig.until(async () => (await problemOf('E-away')) === 'ExtensionAtRisk', 'a risk shown');
    expect(await rig.seam.doorsFor('E-away')).toEqual(CANAL_DOORS);
    await rig.sleepUntil(booking.checkOut);
    await rig.sleep(60_000);
    // The locks keep the window that they were told; only we know of the new one.
    expect(await rig.seam.doorsFor('E-away')).toEqual([]);
    expect(await rig.stays.show('E-away')).toMatchObject({ problem: { type: 'ExtensionAtRisk' } });
    await rig.sleep(HOUR_S * 1_000);
    await rig.until(async () => (await problemOf('E-away')) === undefined, 'no risk any more');
    expect(await rig.seam.doorsFor('E-away')).toEqual(CANAL_DOORS);
    expect(await rig.stays.pin('E-away')).toMatchObject({ code });
    expect(await rig.ended('E-away')).toMatchObject({ endedBy: 'check-out', closesAt: checkOut });
    expect(await rig.seam.doorsFor('E-away')).toEqual([]);
  });

  it('costs no guest a second where we hold the window ourselves', async () => {
    const booking = rig.reservation('E-space', -1, 3, { listingId: 'space' });
    await rig.stays.put(booking);
    await rig.sleepUntil(rig.inHours(2.5));
    await rig.seam.post('outage', { seconds: HOUR_S });
    const answer = rig.stays.change('E-space', { checkOut: rig.inHours(24) });
    await meanwhile(rig, answer);
    await rig.sleepUntil(booking.checkOut);
    await rig.sleep(60_000);
    expect(await rig.seam.doorsFor('E-space')).toEqual(QUAY_DOORS);
    await rig.sleep(HOUR_S * 1_000);
    await rig.until(async () => (await problemOf('E-space')) === undefined, 'no problem any more');
    expect(await rig.seam.doorsFor('E-space')).toEqual(QUAY_DOORS);
    await rig.ended('E-space');
    expect(await rig.seam.doorsFor('E-space')).toEqual([]);
  });
});

describe('a move to a room with other locks', () => {
  it('leaves the guest the old doors while the new ones fail, and shows a problem', async () => {
    await rig.stays.put(rig.reservation('E-move', -1, 24));
    const route = '/acs/credentials/create';
    await rig.seam.post('faults', { route, outcome: '500', times: 1_000 });
    const answer = rig.stays.change('E-move', { listingId: 'space' });
    expect(await meanwhile(rig, answer)).toMatchObject({ outcome: 'pending' });
    await rig.until(async () => (await problemOf('E-move')) === 'SeamUnavailable', 'a problem');
    await rig.sleep(HOUR_S * 1_000);
    expect(await rig.seam.doorsFor('E-move')).toEqual(CANAL_DOORS);
    await rig.seam.delete('faults');
    await rig.until(async () => (await problemOf('E-move')) === undefined, 'no problem any more');
    await rig.until(async () => (await rig.seam.doorsFor('E-move')).length === 3, 'three doors');
    expect(await rig.seam.doorsFor('E-move')).toEqual(QUAY_DOORS);
    const { ledger } = await rig.ended('E-move');
    expect(ledger.every(({ state }) => state === 'removed')).toBe(true);
    expect(await rig.seam.doorsFor('E-move')).toEqual([]);
  });
});

async function problemOf(id: string): Promise<string | undefined> {
  return (await rig.stays.show(id)).problem?.type;
}
