import { describe, expect, it } from 'vitest';

import { cancelStaySignal, changeStaySignal } from '../../src/contract/messages.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { CANAL_DOORS } from '../support/house.ts';
import { useRig } from '../support/use-rig.ts';

const NOWHERE = '44444444-4444-4444-4444-000000000000';

describe('what a stay shows to people', () => {
  const rig = useRig('seam_story_evidence');

  const handle = (id: string) => rig.client.workflow.getHandle(stayWorkflowId(id));

  const detailsOf = async (id: string): Promise<string> => {
    const metadata = await handle(id).query<{ currentDetails: string }>(
      '__temporal_workflow_metadata',
    );
    return metadata.currentDetails;
  };

  it('is when each removal was asked for, accepted, and seen gone', async () => {
    await rig.stays.put(rig.reservation('R-1', -1, 1, { listingId: 'space' }));
    const [user] = (await rig.seam.get<{ acs_users: { acs_user_id: string }[] }>('objects'))
      .acs_users;
    const id = user?.acs_user_id;
    await rig.seam.post('stick', { id });
    await rig.sleepUntil(rig.inHours(1.5));
    const overdue = async (): Promise<boolean> =>
      (await rig.stays.show('R-1')).problem?.type === 'RevocationOverdue';
    await rig.until(overdue, 'an overdue revocation');
    const stuckUntil = new Date(rig.now()).toISOString();
    await rig.seam.post('stick', { id, stuck: false });
    const { ledger, absentSince = '' } = await rig.ended('R-1');

    const removed = ledger.filter((e) => e.removalAskedAt !== undefined);
    expect(removed.map((e) => e.kind)).toEqual(
      expect.arrayContaining(['credential', 'access-user', 'user-identity']),
    );
    for (const { removalAskedAt, removalAcceptedAt, goneAt } of removed) {
      const times = [removalAskedAt, removalAcceptedAt, goneAt, absentSince].map((at = '') =>
        Date.parse(at),
      );
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }
    const stuck = ledger.find((e) => e.id === id);
    expect(stuck?.removalAskedAt?.localeCompare(stuckUntil)).toBe(-1);
    expect(stuck?.goneAt?.localeCompare(stuckUntil)).toBe(1);
    expect(ledger.every((e) => e.goneAt !== undefined)).toBe(true);
  });

  it('is every time on the clock of the listing, and in UTC to machines', async () => {
    // Over half a year the clock is changed once at least.
    const booking = rig.reservation('R-9', 24, 200 * 24);
    const verdict = await rig.stays.put(booking);
    const timeZone = 'Europe/Amsterdam';
    expect(verdict).toMatchObject({ closesAt: booking.checkOut, timeZone });
    const { opensAt, closesAt, ...status } = await rig.stays.show('R-9');
    expect([opensAt, closesAt]).toEqual([booking.checkIn, booking.checkOut]);
    expect(status.timeZone).toBe(timeZone);

    const details = await detailsOf('R-9');
    const local = (instant: string): string =>
      new Intl.DateTimeFormat('sv-SE', {
        timeZone,
        dateStyle: 'short',
        timeStyle: 'medium',
      }).format(Date.parse(instant));
    expect(details).toContain(`| Opens | ${local(booking.checkIn)} +0`);
    expect(details).toContain(`| Closes | ${local(booking.checkOut)} +0`);
    expect(details).toContain(`| Time zone | ${timeZone} |`);
    expect(details).toContain(`| Next | Check-in at ${local(booking.checkIn)} +0`);
    expect(details).not.toMatch(/\dZ/);
    await rig.stays.cancel('R-9');
    expect(await detailsOf('R-9')).not.toMatch(/\dZ/);
    await rig.ended('R-9');
  });

  it('is what became of a signal, for which nobody waits', async () => {
    await rig.stays.put(rig.reservation('R-2', -1, 24));
    const last = async () => (await rig.stays.show('R-2')).lastSignal;
    const told = (outcome: string) => async () => (await last())?.verdict.outcome === outcome;

    await handle('R-2').signal(changeStaySignal, { checkOut: rig.inHours(48) });
    await rig.until(told('applied'), 'an applied change');
    await handle('R-2').signal(changeStaySignal, { listingId: 'nowhere' });
    await rig.until(told('refused'), 'a refused change');
    expect(await last()).toMatchObject({
      name: 'changeStay',
      verdict: { type: 'UnknownListing' },
    });
    await handle('R-2').signal(changeStaySignal, { checkOut: 7 });
    const isMalformed = async () => (await last())?.verdict.type === 'MalformedPayload';
    await rig.until(isMalformed, 'a malformed change');
    await handle('R-2').signal(cancelStaySignal, {});
    const status = await rig.ended('R-2');
    expect(status.lastSignal).toMatchObject({
      name: 'cancelStay',
      verdict: { outcome: 'applied' },
    });
  });

  it('is the credential that the guest has, while another one is being made', async () => {
    await rig.stays.put(rig.reservation('R-4', -1, 24));
    const { credentialId } = await rig.stays.show('R-4');
    await rig.seam.post('hold', { route: '/acs/credentials/get' });
    const moved = rig.stays.change('R-4', { listingId: 'space' });
    const isMade = async (): Promise<boolean> =>
      (await rig.stays.show('R-4')).ledger.filter((e) => e.kind === 'credential').length === 2;
    await rig.until(isMade, 'a second credential');
    expect((await rig.stays.show('R-4')).credentialId).toBe(credentialId);
    await rig.seam.post('release', {});
    expect(await moved).toMatchObject({ outcome: 'applied' });
    expect((await rig.stays.show('R-4')).credentialId).not.toBe(credentialId);
    await rig.stays.cancel('R-4');
    await rig.ended('R-4');
  });

  // Failure rows: 12
  it('is a refusal of Seam, until somebody corrects it, while the guest keeps the doors', async () => {
    const canal = rig.listings.get('ks-pin');
    if (canal === undefined) throw new Error('The house has no such listing.');
    const broken = { ...canal, listingId: 'broken', accessGroupIds: [NOWHERE] };
    rig.listings.set('broken', broken);
    await rig.stays.put(rig.reservation('R-3', -1, 24));
    expect(await rig.stays.change('R-3', { listingId: 'broken' })).toMatchObject({
      outcome: 'pending',
    });
    expect(await rig.stays.show('R-3')).toMatchObject({ problem: { type: 'SeamRejected' } });
    expect(await rig.seam.doorsFor('R-3')).toEqual(CANAL_DOORS);

    rig.listings.set('broken', { ...canal, listingId: 'broken' });
    expect(await rig.stays.retry('R-3')).toMatchObject({ outcome: 'applied' });
    expect((await rig.stays.show('R-3')).problem).toBeUndefined();
    expect(await rig.seam.doorsFor('R-3')).toEqual(CANAL_DOORS);
    await rig.stays.cancel('R-3');
    await rig.ended('R-3');
  });
});
