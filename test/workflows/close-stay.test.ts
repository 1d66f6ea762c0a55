import { describe, expect, it } from 'vitest';

import { lastSaidOf, type Orphan } from '../../src/contract/closing.ts';
import { putStaySignal, putStayUpdate } from '../../src/contract/messages.ts';
import {
  CLOSE_STAY,
  closeWorkflowId,
  stayWorkflowId,
  TASK_QUEUE,
} from '../../src/contract/names.ts';
import type { Status } from '../../src/contract/status.ts';
import { CANAL_DOORS, GARDEN_DOORS, KS_SYSTEM } from '../support/house.ts';
import { QUIET_MS } from '../support/rig.ts';
import { useRig } from '../support/use-rig.ts';
import { reservationIn } from '../support/whose.ts';

interface Objects {
  readonly acs_users: readonly { readonly acs_user_id: string; readonly full_name: string }[];
  readonly credentials: readonly unknown[];
  readonly user_identities: readonly { readonly user_identity_key: string | null }[];
}

describe('a stay whose workflow was terminated', () => {
  const rig = useRig('seam_story_orphans');

  /** Puts a stay that is open now, and terminates it. Answers what it said last. */
  const terminated = async (id: string, more = {}): Promise<Status> => {
    await rig.stays.put(rig.reservation(id, -1, 24, more));
    const status = await rig.stays.show(id);
    await rig.client.workflow.getHandle(stayWorkflowId(id)).terminate('by mistake');
    return status;
  };

  /** What a reconciler sees of a stay at Seam. */
  const orphanOf = async (id: string, last?: Status): Promise<Orphan> => {
    const { acs_users: users } = await rig.seam.get<Objects>('objects');
    const found = users
      .filter((user) => reservationIn(user.full_name) === id)
      .map((user) => ({
        kind: 'access-user' as const,
        id: user.acs_user_id,
        systemId: KS_SYSTEM,
      }));
    return {
      reservationId: id,
      found,
      systemIds: [],
      quietPeriodMs: QUIET_MS,
      ...(last && { last: lastSaidOf(last) }),
    };
  };

  const close = async (orphan: unknown, id: string) =>
    rig.client.workflow.start<(orphan: unknown) => Promise<Status>>(CLOSE_STAY, {
      workflowId: stayWorkflowId(id),
      taskQueue: TASK_QUEUE,
      workflowIdConflictPolicy: 'FAIL',
      args: [orphan],
    });

  const isShut = async (id: string): Promise<boolean> => (await rig.seam.doorsFor(id)).length === 0;
  const untilShut = (id: string) => rig.until(() => isShut(id), `shut doors for ${id}`, 100);

  const closed = async (id: string, workflowId = stayWorkflowId(id)): Promise<Status> => {
    const handle = rig.client.workflow.getHandle<() => Promise<Status>>(workflowId);
    const isClosed = async () => (await handle.describe()).status.name !== 'RUNNING';
    await rig.until(isClosed, `the end of ${id}`, QUIET_MS / 4);
    return handle.result();
  };

  it('shuts its doors at once, and is over when that was proven twice', async () => {
    const last = await terminated('O-1');
    expect(await rig.seam.doorsFor('O-1')).toEqual(CANAL_DOORS);
    const began = rig.now();
    await close(await orphanOf('O-1', last), 'O-1');
    await untilShut('O-1');
    expect(await rig.stays.show('O-1')).toMatchObject({
      phase: 'revoking',
      listingId: 'ks-pin',
      endedBy: 'operator',
      orphaned: true,
      opensAt: last.opensAt,
      closesAt: last.closesAt,
    });
    const status = await closed('O-1');
    expect(status).toMatchObject({ phase: 'revoked', endedBy: 'operator', recipe: 'salto-ks-pin' });
    expect(Date.parse(status.revokedAt ?? '') - began).toBeGreaterThanOrEqual(QUIET_MS);
    expect(status.ledger.map((entry) => entry.state)).not.toContain('live');
    expect((await orphanOf('O-1')).found).toEqual([]);
  });

  it('is ended although nothing is known of it but what is there', async () => {
    await terminated('O-2');
    await close(await orphanOf('O-2'), 'O-2');
    await untilShut('O-2');
    const shown = await rig.stays.show('O-2');
    expect(shown).toMatchObject({ reservationId: 'O-2', listingId: '', phase: 'revoking' });
    expect(shown).not.toHaveProperty('opensAt');
    expect(await closed('O-2')).toMatchObject({ phase: 'revoked', revision: 0 });
  });

  it('takes the identity of a mobile key along', async () => {
    const last = await terminated('O-3', { listingId: 'ks-mobile' });
    const orphan = await orphanOf('O-3', last);
    const identity = last.ledger.find((entry) => entry.kind === 'user-identity')?.id ?? '';
    await close(
      { ...orphan, found: [{ kind: 'user-identity', id: identity }, ...orphan.found] },
      'O-3',
    );
    expect(await closed('O-3')).toMatchObject({ phase: 'revoked' });
    const { user_identities: identities } = await rig.seam.get<Objects>('objects');
    expect(identities.map((one) => one.user_identity_key)).not.toContain('nightlatch:O-3');
  });

  // Failure rows: 39
  it('lives again if it is put while it ends', async () => {
    const booking = rig.reservation('O-4', -1, 24);
    const last = await terminated('O-4');
    await close(await orphanOf('O-4', last), 'O-4');
    await untilShut('O-4');
    const put = { ...booking, listingId: 'ks-pin-garden', checkOut: rig.inHours(30) };
    expect(await rig.stays.put(put)).toMatchObject({ outcome: 'applied', closesAt: put.checkOut });
    expect(await rig.seam.doorsFor('O-4')).toEqual(GARDEN_DOORS);
    const status = await rig.ended('O-4');
    expect(status).toMatchObject({
      phase: 'revoked',
      endedBy: 'check-out',
      closesAt: put.checkOut,
    });
    expect(status).not.toHaveProperty('orphaned');
    expect(await rig.seam.doorsFor('O-4')).toEqual([]);
  });

  it('is not opened by a put older than its last, neither while it ends nor afterwards', async () => {
    const last = await terminated('O-5', { revision: 7 });
    const stale = rig.reservation('O-5', -1, 24, { revision: 6 });
    await close(await orphanOf('O-5', last), 'O-5');
    await untilShut('O-5');
    expect(await rig.stays.put(stale)).toMatchObject({ outcome: 'superseded' });
    expect(await rig.seam.doorsFor('O-5')).toEqual([]);
    expect(await closed('O-5')).toMatchObject({
      phase: 'revoked',
      revision: 7,
      listingId: 'ks-pin',
      endedBy: 'operator',
    });
    expect(await rig.stays.put(stale)).toMatchObject({ outcome: 'superseded' });
    expect(await rig.seam.doorsFor('O-5')).toEqual([]);
  });

  it('is opened again by the same put, since no word had ended it', async () => {
    const booking = rig.reservation('O-6', -1, 24, { revision: 7 });
    const last = await terminated('O-6', { revision: 7 });
    await close(await orphanOf('O-6', last), 'O-6');
    await closed('O-6');
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor('O-6')).toEqual(CANAL_DOORS);
    await rig.stays.cancel('O-6', { revision: 8 });
    await closed('O-6');
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'superseded' });
  });

  it('stays ended if it was being cancelled when it was terminated, and the old put comes again', async () => {
    const booking = rig.reservation('O-7', -1, 24, { revision: 7 });
    await rig.stays.put(booking);
    await rig.stays.cancel('O-7');
    const last = await rig.stays.show('O-7');
    await rig.client.workflow.getHandle(stayWorkflowId('O-7')).terminate();
    await close(await orphanOf('O-7', last), 'O-7');
    expect(await rig.stays.put(booking)).toMatchObject({ outcome: 'superseded' });
    expect(await closed('O-7')).toMatchObject({ phase: 'revoked', endedBy: 'cancellation' });
    expect(await rig.seam.doorsFor('O-7')).toEqual([]);
  });

  it('ends all the same if what is put meanwhile cannot be', async () => {
    const last = await terminated('O-8');
    await close(await orphanOf('O-8', last), 'O-8');
    const put = rig.reservation('O-8', -1, 24, { listingId: 'nowhere' });
    expect(await rig.stays.put(put)).toMatchObject({ outcome: 'refused', type: 'UnknownListing' });
    expect(await closed('O-8')).toMatchObject({ phase: 'revoked', listingId: 'ks-pin' });
    expect((await orphanOf('O-8')).found).toEqual([]);
  });

  it('looks for more of it where it is told to', async () => {
    await terminated('O-9');
    const { found, ...orphan } = await orphanOf('O-9');
    expect(found).toHaveLength(1);
    await close({ ...orphan, found: [], systemIds: [KS_SYSTEM] }, 'O-9');
    await untilShut('O-9');
    expect(await closed('O-9')).toMatchObject({ phase: 'revoked' });
  });

  it('is ended apart from its own run, and lived there by no put', async () => {
    await rig.stays.put(rig.reservation('O-12', -1, 24));
    const { found, ...orphan } = await orphanOf('O-12');
    const apart = await rig.client.workflow.start<(orphan: unknown) => Promise<Status>>(
      CLOSE_STAY,
      {
        workflowId: closeWorkflowId('O-12'),
        taskQueue: TASK_QUEUE,
        args: [{ ...orphan, found }],
      },
    );
    const put = rig.reservation('O-12', -1, 24);
    await expect(apart.executeUpdate(putStayUpdate, { args: [put] })).rejects.toMatchObject({
      cause: { type: 'WrongWorkflowId', message: expect.stringContaining('stay:O-12') },
    });
    await apart.signal(putStaySignal, put);
    const status = await closed('O-12', closeWorkflowId('O-12'));
    expect(status).toMatchObject({ phase: 'revoked' });
    expect(status.lastSignal).toMatchObject({
      name: 'putStay',
      verdict: { outcome: 'refused', type: 'WrongWorkflowId' },
    });
    expect(status.ledger.map(({ state }) => state)).not.toContain('live');
    await rig.stays.cancel('O-12');
  });

  const nothing = { reservationId: 'O-10', found: [], systemIds: [], quietPeriodMs: 1_000 };
  it.each([
    ['nothing', undefined, 'MalformedOrphan'],
    ['the orphan of another stay', { ...nothing, reservationId: 'O-11' }, 'WrongWorkflowId'],
    ['a door', { ...nothing, found: [{ kind: 'door', id: 'x' }] }, 'MalformedOrphan'],
  ])('is not ended by %s: that run fails', async (_what, argument, type) => {
    const handle = await close(argument, 'O-10');
    await expect(handle.result()).rejects.toMatchObject({ cause: { type } });
  });
});
