import { describe, expect, it } from 'vitest';

import { stayWorkflowId } from '../../src/contract/names.ts';
import { CANAL_DOORS } from '../support/house.ts';
import { QUIET_MS } from '../support/rig.ts';
import { meanwhile, objectsOf } from '../support/stay-stories.ts';
import { useRig } from '../support/use-rig.ts';

const rig = useRig('seam_story_verdicts');

describe('a guest who was cancelled by mistake', () => {
  it('has the doors back at once, not after the quiet period, since no create was unconfirmed', async () => {
    const booking = rig.reservation('B-mistake', -1, 24);
    await rig.stays.put(booking);
    const cancelledAt = rig.now();
    expect(await rig.stays.cancel('B-mistake')).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('B-mistake')).toEqual([]);
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('B-mistake')).toEqual(CANAL_DOORS);
    expect(rig.now() - cancelledAt).toBeLessThan(60_000);
    expect(await credentialsOf('B-mistake')).toBe(1);
  });

  it('waits until a create that may come late can be no more, and never has two keys', async () => {
    const lateMs = 60_000;
    await rig.seam.post('faults', {
      route: '/acs/credentials/create',
      nth: 1,
      outcome: 'late-commit',
      delay_ms: lateMs,
    });
    const booking = rig.reservation('B-doubt', -1, 24);
    expect(await meanwhile(rig, rig.stays.put(booking))).toMatchObject({ outcome: 'applied' });
    await rig.seam.delete('faults');
    await rig.stays.cancel('B-doubt');
    const answer = rig.stays.put(booking);
    await rig.sleep(lateMs + 5_000);
    expect(await answer).toMatchObject({ outcome: 'pending' });
    expect(await rig.seam.doorsFor('B-doubt')).toEqual([]);
    await rig.sleep(QUIET_MS);
    await rig.until(async () => (await rig.stays.show('B-doubt')).phase === 'open', 'an open stay');
    expect(await rig.seam.doorsFor('B-doubt')).toEqual(CANAL_DOORS);
    expect(await credentialsOf('B-doubt')).toBe(1);
  });

  it('has one key and its doors when both words come in one breath', async () => {
    const booking = rig.reservation('B-breath', -1, 24);
    await rig.stays.put(booking);
    await rig.seam.post('hold', { route: '*' });
    const cancelled = rig.stays.cancel('B-breath');
    await rig.soon(async () => (await wordsHeard('B-breath')) === 2, 'a cancellation heard');
    const putAgain = rig.stays.put(booking);
    await rig.soon(async () => (await wordsHeard('B-breath')) === 3, 'a put heard');
    await rig.seam.post('release', {});
    await cancelled;
    expect(await putAgain).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('B-breath')).toEqual(CANAL_DOORS);
    expect(await credentialsOf('B-breath')).toBe(1);
  });
});

describe('a put', () => {
  it('is lived in the same run while the stay is still ending, and in a new one once it has closed', async () => {
    const booking = rig.reservation('B-runs', -1, 24);
    await rig.stays.put(booking);
    const first = await runOf('B-runs');
    await rig.stays.cancel('B-runs');
    await rig.stays.put(booking);
    expect(await runOf('B-runs')).toBe(first);
    await rig.stays.cancel('B-runs');
    await rig.sleep(2 * QUIET_MS);
    expect((await rig.stays.show('B-runs')).phase).toBe('revoked');
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied' });
    expect(await runOf('B-runs')).not.toBe(first);
    expect(await rig.seam.doorsFor('B-runs')).toEqual(CANAL_DOORS);
  });

  it('that is older than the cancellation does not reopen a closed stay, and a newer one does', async () => {
    const booking = rig.reservation('B-stale', -1, 24, { revision: 1 });
    await rig.stays.put(booking);
    await rig.stays.cancel('B-stale', { revision: 5 });
    await rig.sleep(2 * QUIET_MS);
    expect(await rig.stays.put({ ...booking, revision: 3 })).toMatchObject({
      outcome: 'superseded',
    });
    expect(await rig.seam.doorsFor('B-stale')).toEqual([]);
    expect(await rig.stays.show('B-stale')).toMatchObject({
      phase: 'revoked',
      endedBy: 'cancellation',
    });
    expect(await rig.stays.put({ ...booking, revision: 6 })).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('B-stale')).toEqual(CANAL_DOORS);
  });

  it('that was refused can be put again, corrected', async () => {
    const booking = rig.reservation('B-corrected', -1, 24);
    const wrong = { ...booking, checkOut: booking.checkIn, checkIn: booking.checkOut };
    expect(await rig.stays.put(wrong)).toMatchObject({ outcome: 'refused' });
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('B-corrected')).toEqual(CANAL_DOORS);
  });

  it('that was refused stays ahead of the one before it, also once its run has failed', async () => {
    const newest = rig.reservation('B-ahead', 24, 48, { listingId: 'nowhere', revision: 5 });
    expect(await rig.stays.put(newest)).toMatchObject({ outcome: 'refused' });
    const late = rig.reservation('B-ahead', 24, 48, { revision: 4 });
    expect(await rig.stays.put(late)).toMatchObject({ outcome: 'superseded' });
    const corrected = rig.reservation('B-ahead', 24, 48, { revision: 5 });
    expect(await rig.stays.put(corrected)).toMatchObject({ outcome: 'applied' });
  });
});

describe('an extension that waits for a slow Seam', () => {
  it('holds up no cancellation: it is overtaken at once, and the doors shut', async () => {
    await rig.stays.put(rig.reservation('B-slow', -1, 24));
    await rig.seam.post('hold', { route: '/acs/users/update' });
    const longer = rig.stays.change('B-slow', { checkOut: rig.inHours(30) });
    await rig.soon(async () => (await heldAt('/acs/users/update')) === 1, 'a window held');
    const cancelled = rig.stays.cancel('B-slow');
    expect(await longer).toMatchObject({ outcome: 'superseded' });
    // What was asked for may be done, so its answer is waited for, but nothing else of the extension.
    await rig.seam.post('release', {});
    expect(await cancelled).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('B-slow')).toEqual([]);
    expect(await rig.ended('B-slow')).toMatchObject({ phase: 'revoked', endedBy: 'cancellation' });
  });
});

async function credentialsOf(id: string): Promise<number> {
  const { acs_users: users, credentials } = await objectsOf(rig);
  const ours = users.filter((user) => user.full_name.startsWith(`nl:${id} `));
  return credentials.filter((c) => ours.some((user) => user.acs_user_id === c.acs_user_id)).length;
}

/** Updates that a stay has accepted, its booking among them. */
async function wordsHeard(id: string): Promise<number> {
  const { events } = await rig.historyOf(id);
  return (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)
    .length;
}

async function heldAt(route: string): Promise<number> {
  interface Requests {
    readonly requests: readonly { readonly is_held: boolean }[];
  }
  const { requests } = await rig.seam.get<Requests>(`requests?route=${route}`);
  return requests.filter((request) => request.is_held).length;
}

async function runOf(id: string): Promise<string> {
  return (await rig.client.workflow.getHandle(stayWorkflowId(id)).describe()).runId;
}
