import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { findRecipe } from '../../src/stay/recipes/index.ts';
import { CANAL_HOUSE, GARDEN_HOUSE } from '../support/house.ts';
import { runRecipe, type Ids } from '../support/recipe-run.ts';
import { QUIET_MS, startBenches, type Bench, type Benches } from '../support/step-bench.ts';

let benches: Benches;
let bench: Bench;
let ids: Ids;
beforeAll(async () => {
  benches = await startBenches();
});
beforeEach(async () => {
  bench = benches.bench();
  const recipe = findRecipe('salto-ks-pin');
  if (recipe === undefined) throw new Error('the recipe is gone');
  const booking = {
    reservationId: 'R-1',
    guest: { fullName: 'Ada Guest' },
    window: { opensAt: bench.hours(0), closesAt: bench.hours(48) },
  };
  ids = await runRecipe(recipe, booking, (name, input) => bench.step(name, input));
});
afterAll(() => benches.close());

const userId = (): string => ids.addAccessUser ?? '';
const suspend = () => bench.step('suspendAccess', { userId: userId() });
const resume = () => bench.step('resumeAccess', { userId: userId() });
const onUser = (act: object): Promise<unknown> =>
  bench.post('behind', { acs_user_id: userId(), ...act });

/** Whether any door lets the guest in now. */
async function isLetIn(): Promise<boolean> {
  return JSON.stringify(await bench.doors()).includes(userId());
}

const notYet = { type: 'NotConfirmedYet', nonRetryable: false };
const LOST = ['reset-after', '500-after', 'timeout-after', 'late-commit', 'garbage', '503-html'];

describe('a suspension', () => {
  it('keeps the guest out and takes nothing away', async () => {
    expect(await isLetIn()).toBe(true);
    const acceptedAt = new Date(bench.now()).toISOString();
    expect(await suspend()).toEqual({ outcome: 'suspended', acceptedAt });
    expect(await isLetIn()).toBe(false);
    const { credentials, memberships } = await bench.objects();
    expect(credentials).toHaveLength(1);
    expect(memberships.map((one) => one.acs_access_group_id).toSorted()).toEqual([
      CANAL_HOUSE,
      GARDEN_HOUSE,
    ]);
  });

  it('is one when it is run twice, and twice at the same time', async () => {
    await suspend();
    await suspend();
    await Promise.all([suspend(), suspend()]);
    expect(await isLetIn()).toBe(false);
  });

  it.each(LOST)('keeps the guest out after its request met a %s', async (outcome) => {
    await bench.post('faults', { route: '/acs/users/suspend', outcome, delay_ms: 20_000 });
    await suspend();
    expect(await isLetIn()).toBe(false);
    bench.pass(20_000);
    expect(await isLetIn()).toBe(false);
  });

  it('is not one before the door knows it, and says when Seam took it', async () => {
    await bench.set({ mutationDelayMs: 5_000 });
    const before = bench.now();
    await expect(bench.attempt('suspendAccess', { userId: userId() })).rejects.toMatchObject(
      notYet,
    );
    expect(await suspend()).toEqual({
      outcome: 'suspended',
      acceptedAt: new Date(before).toISOString(),
    });
    expect(bench.now() - before).toBeGreaterThanOrEqual(5_000);
    expect(await isLetIn()).toBe(false);
  });

  it('is not one where the access system did not take it, which is an error each time', async () => {
    await onUser({ do: 'error', error_code: 'failed_to_update_on_acs_system' });
    await expect(bench.attempt('suspendAccess', { userId: userId() })).rejects.toMatchObject({
      ...notYet,
      category: undefined,
    });
    await onUser({ do: 'clear-error' });
    expect(await suspend()).toMatchObject({ outcome: 'suspended' });
  });

  it.each([404, 400] as const)('of nobody is answered as gone (%i)', async (status) => {
    await bench.set({ deletedUserGet: status });
    await bench.step('removeAccessUser', userId());
    expect(await suspend()).toEqual({ outcome: 'gone' });
  });

  it('of a user that is being removed is looked at until the user is gone or kept out', async () => {
    await bench.set({ mutationDelayMs: 60_000, deletionDelayMs: 5_000 });
    await bench.seam('/acs/users/delete', { acs_user_id: userId() });
    expect(await suspend()).toEqual({ outcome: 'gone' });
    expect(await isLetIn()).toBe(false);
  });

  it('is impossible where the access system has none, and that is not asked again', async () => {
    await bench.set({ withoutSuspension: ['salto_ks_site'] });
    expect(await bench.attempt('suspendAccess', { userId: userId() })).toEqual({
      outcome: 'impossible',
    });
    expect(await isLetIn()).toBe(true);
  });

  it('is not given up though Seam refuses it for another reason', async () => {
    await expect(bench.attempt('suspendAccess', { userId: 'no-uuid' })).rejects.toMatchObject({
      type: 'SeamRejected',
      nonRetryable: false,
    });
  });

  it('may be carried out again for as long as a request of it is unconfirmed', async () => {
    const input = { userId: userId(), quietPeriodMs: QUIET_MS };
    expect(await bench.step('suspendAccess', input)).not.toHaveProperty('unconfirmedUntil');
    await bench.post('faults', { route: '/acs/users/suspend', outcome: 'late-commit' });
    const { unconfirmedUntil = '' } = await bench.step('suspendAccess', input);
    expect(Date.parse(unconfirmedUntil)).toBe(bench.now() + QUIET_MS);
  });
});

describe('a guest who is let in again', () => {
  beforeEach(() => suspend());

  it('gets in as before, with the same PIN', async () => {
    const [before] = (await bench.objects()).credentials;
    expect(await resume()).toEqual({ outcome: 'resumed' });
    expect(await resume()).toEqual({ outcome: 'resumed' });
    expect(await isLetIn()).toBe(true);
    expect((await bench.objects()).credentials).toEqual([before]);
  });

  it.each(LOST)('gets in after the request met a %s', async (outcome) => {
    await bench.post('faults', { route: '/acs/users/unsuspend', outcome, delay_ms: 20_000 });
    expect(await resume()).toEqual({ outcome: 'resumed' });
    expect(await isLetIn()).toBe(true);
  });

  it('is not let in before the door knows it', async () => {
    await bench.set({ mutationDelayMs: 5_000 });
    const before = bench.now();
    await expect(bench.attempt('resumeAccess', { userId: userId() })).rejects.toMatchObject(notYet);
    await resume();
    expect(bench.now() - before).toBeGreaterThanOrEqual(5_000);
    expect(await isLetIn()).toBe(true);
  });

  it.each(['marked', 'gone'] as const)(
    'is gone if somebody removed the user meanwhile (%s)',
    async (removedBehind) => {
      await bench.set({ removedBehind });
      await onUser({ do: 'remove' });
      expect(await resume()).toEqual({ outcome: 'gone' });
    },
  );

  it('is refused for good where Seam refuses it', async () => {
    await bench.set({ withoutSuspension: ['salto_ks_site'] });
    await expect(bench.attempt('resumeAccess', { userId: userId() })).rejects.toMatchObject({
      type: 'SeamRejected',
      nonRetryable: true,
    });
  });

  it('may be let in by a request that is unconfirmed', async () => {
    const input = { userId: userId(), again: true, quietPeriodMs: QUIET_MS };
    const { unconfirmedUntil = '' } = await bench.step('resumeAccess', input);
    expect(Date.parse(unconfirmedUntil)).toBe(bench.now() + QUIET_MS);
  });
});
