import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { ReservationInput, Status } from '../../src/client/index.ts';
import { stayWorkflowId } from '../../src/contract/names.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';

let house: LiveHouse;

beforeAll(async () => {
  house = await startLiveHouse();
});

afterAll(() => house.close());

const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

const reservation = (reservationId: string): ReservationInput => ({
  reservationId,
  listingId: 'ks-pin',
  guest: { fullName: 'Ada Guest' },
  checkIn: inHours(-1),
  checkOut: inHours(24),
});

const phaseOf = async (id: string): Promise<Status['phase']> => (await house.stays.show(id)).phase;

describe('a stay that was put while no worker ran', () => {
  // Failure rows: 34
  it('is lived once the worker is there, though the put arrives both as update and as signal', async () => {
    const wanted = { ...reservation('early-1'), commandId: 'book-early-1' };
    expect((await house.shippedStays.put(wanted)).outcome).toBe('pending');
    await house.startWorker();
    await expect.poll(() => phaseOf('early-1')).toBe('open');
    expect(await house.stays.put(wanted)).toMatchObject({ outcome: 'applied' });

    const { acs_users: users, credentials } = await house.objects();
    expect(users.map((user) => user.full_name)).toEqual(['nl:early-1 Ada Guest']);
    expect(credentials).toHaveLength(1);
    expect((await house.stays.show('early-1')).notes ?? []).toEqual([]);
  });

  // Failure rows: 38
  it('opens no door, if a newer cancellation came before it', async () => {
    await house.stopWorkers();
    const wanted = { ...reservation('early-2'), revision: 3 };
    expect((await house.shippedStays.cancel('early-2', { revision: 4 })).outcome).toBe('pending');
    expect((await house.shippedStays.put(wanted)).outcome).toBe('pending');
    await house.startWorker();
    expect((await house.stays.put(wanted)).outcome).toBe('superseded');
    expect(await house.openDoorsFor('early-2')).toBe(0);
    expect((await house.stays.put({ ...wanted, revision: 5 })).outcome).toBe('applied');
    expect(await house.openDoorsFor('early-2')).toBe(3);
    await house.stays.cancel('early-2');
  });

  it('still tells its PIN when the worker is gone, since it is found by the stay’s mark', async () => {
    const told = await house.stays.pin('early-1');
    expect(told).toMatchObject({ accessMethod: 'code', state: 'issued' });
    await house.stopWorkers();

    const status = await house.shippedStays.show('early-1');
    expect(status).toMatchObject({
      phase: 'open',
      listingId: 'ks-pin',
      closesAt: expect.any(String) as string,
    });
    expect(status.notes).toEqual([
      'No worker answers: this is what the stay last said. Start a worker to learn more.',
    ]);
    expect(status.credentialId).toBeUndefined();
    expect(await house.shippedStays.pin('early-1')).toEqual(told);
  });
});

describe('a stay that has ended', () => {
  // Failure rows: 23, 36
  it('takes no change any more, and opens in a new run when it is put again', async () => {
    await house.startWorker();
    await house.stays.put(reservation('again-1'));
    const { runId } = await house.temporal.workflow.getHandle(stayWorkflowId('again-1')).describe();
    await house.stays.cancel('again-1');
    await expect.poll(() => phaseOf('again-1')).toBe('revoked');
    for (const late of [
      () => house.stays.cancel('again-1'),
      () => house.stays.change('again-1', { checkOut: inHours(30) }),
      () => house.stays.retry('again-1'),
      () => house.stays.check('again-1'),
      () => house.stays.hold('again-1'),
      () => house.stays.release('again-1'),
      () => house.stays.reissue('again-1'),
    ]) {
      expect(await late()).toEqual({ outcome: 'too-late', reason: 'The stay has ended.' });
    }

    expect((await house.stays.put(reservation('again-1'))).outcome).toBe('applied');
    expect(await phaseOf('again-1')).toBe('open');
    const second = await house.temporal.workflow.getHandle(stayWorkflowId('again-1')).describe();
    expect(second.runId).not.toBe(runId);
    expect(await house.openDoorsFor('again-1')).toBe(3);
    const listed = async (): Promise<readonly (string | undefined)[]> =>
      (await house.stays.list()).stays.flatMap((stay) =>
        stay.reservationId === 'again-1' ? [stay.phase] : [],
      );
    await expect.poll(listed).toEqual(['open']);
    const ended = await house.stays.list({ phase: 'revoked' });
    expect(ended.stays.map((stay) => stay.reservationId)).not.toContain('again-1');
  });
});

describe('a cancellation with a revision', () => {
  it('ends an open stay in its own run, like any other', async () => {
    await house.stays.put({ ...reservation('numbered-1'), revision: 1 });
    const run = house.temporal.workflow.getHandle(stayWorkflowId('numbered-1'));
    const { runId } = await run.describe();
    expect((await house.stays.cancel('numbered-1', { revision: 2 })).outcome).toBe('applied');
    expect(await house.openDoorsFor('numbered-1')).toBe(0);
    expect((await run.describe()).runId).toBe(runId);
    await expect.poll(() => phaseOf('numbered-1')).toBe('revoked');
  });

  it('is remembered after the end too: a put between the two numbers opens nothing', async () => {
    expect((await house.stays.cancel('numbered-1', { revision: 6 })).outcome).toBe('applied');
    const between = await house.stays.put({ ...reservation('numbered-1'), revision: 5 });
    expect(between.outcome).toBe('superseded');
    expect(await house.openDoorsFor('numbered-1')).toBe(0);
    const newer = await house.stays.put({ ...reservation('numbered-1'), revision: 7 });
    expect(newer.outcome).toBe('applied');
    expect(await house.openDoorsFor('numbered-1')).toBe(3);
    expect((await house.stays.cancel('numbered-1', { revision: 6 })).outcome).toBe('superseded');
    expect(await house.openDoorsFor('numbered-1')).toBe(3);
    await house.stays.cancel('numbered-1', { revision: 8 });
    expect(await house.openDoorsFor('numbered-1')).toBe(0);
  });
});

describe('a refused first put', () => {
  it('answers why, and is remembered as a refusal', async () => {
    const verdict = await house.stays.put({ ...reservation('no-1'), listingId: 'nowhere' });
    expect(verdict).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('nowhere') as string,
    });
    await expect(house.stays.show('no-1')).rejects.toMatchObject({ type: 'StayRefused' });
  });

  it('does not make the stay forget its end, however often it comes: a stale put opens nothing', async () => {
    await house.stays.put({ ...reservation('no-2'), revision: 4 });
    await house.stays.cancel('no-2', { revision: 5 });
    await expect.poll(() => phaseOf('no-2')).toBe('revoked');
    // One more than Temporal is asked for at once.
    for (let refused = 0; refused <= 20; refused += 1) {
      const verdict = await house.stays.put({ ...reservation('no-2'), listingId: 'nowhere' });
      expect(verdict.outcome).toBe('refused');
    }
    const stale = await house.stays.put({ ...reservation('no-2'), revision: 3 });
    expect(stale.outcome).toBe('superseded');
    expect(await house.openDoorsFor('no-2')).toBe(0);
    const listed = async (): Promise<readonly string[]> =>
      (await house.stays.list()).stays.map((stay) => `${stay.reservationId} ${stay.phase}`);
    await expect.poll(listed).toContain('no-2 revoked');
    expect((await listed()).filter((line) => line.startsWith('no-'))).toEqual(['no-2 revoked']);
  });
});
