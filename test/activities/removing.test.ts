import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { findRecipe } from '../../src/stay/recipes/index.ts';
import { KS_SYSTEM } from '../support/house.ts';
import { runRecipe, type Ids } from '../support/recipe-run.ts';
import { startBenches, type Bench, type Benches } from '../support/step-bench.ts';

let benches: Benches;
let bench: Bench;
let ids: Ids;
beforeAll(async () => {
  benches = await startBenches();
});
beforeEach(async () => {
  bench = benches.bench();
  const recipe = findRecipe('salto-ks-mobile');
  if (recipe === undefined) throw new Error('the recipe is gone');
  const booking = {
    reservationId: 'R-1',
    guest: { fullName: 'Ada Guest', email: 'ada@example.com' },
    window: { opensAt: bench.hours(1), closesAt: bench.hours(48) },
  };
  ids = await runRecipe(recipe, booking, (name, input) => bench.step(name, input));
});
afterAll(() => benches.close());

const proof = () => ({
  reservationId: 'R-1',
  systemIds: [KS_SYSTEM],
  namedByGuideIn: [KS_SYSTEM],
  userIds: [ids.addAccessUser ?? ''],
  credentialIds: [ids.issueCredential ?? ''],
  withIdentity: true,
  exceptUserIds: [],
});

interface Removal {
  readonly what: string;
  readonly route: string;
  /** How the object is named to the sandbox. */
  readonly field: 'acs_credential_id' | 'acs_user_id' | 'user_identity_id';
  /** What must go before it. */
  prepare(): Promise<unknown>;
  id(): string;
  remove(): Promise<unknown>;
}

const REMOVALS: readonly Removal[] = [
  {
    what: 'a credential',
    route: '/acs/credentials/delete',
    field: 'acs_credential_id',
    prepare: async () => undefined,
    id: () => ids.issueCredential ?? '',
    remove: () => bench.step('removeCredential', ids.issueCredential ?? ''),
  },
  {
    what: 'an access user',
    route: '/acs/users/delete',
    field: 'acs_user_id',
    prepare: async () => undefined,
    id: () => ids.addAccessUser ?? '',
    remove: () => bench.step('removeAccessUser', ids.addAccessUser ?? ''),
  },
  {
    what: 'an identity',
    route: '/user_identities/delete',
    field: 'user_identity_id',
    prepare: () => bench.step('removeAccessUser', ids.addAccessUser ?? ''),
    id: () => ids.identifyGuest ?? '',
    remove: () =>
      bench.step('removeIdentity', {
        identityId: ids.identifyGuest ?? '',
        reservationId: 'R-1',
      }),
  },
];

async function isLeft({ id }: Removal): Promise<boolean> {
  return JSON.stringify(await bench.objects()).includes(`_id":"${id()}"`);
}

describe.each(REMOVALS.map((removal) => [removal.what, removal] as const))(
  'the removal of %s',
  (_what, removal) => {
    beforeEach(() => removal.prepare());

    it('is done when it is run twice', async () => {
      await removal.remove();
      await removal.remove();
      expect(await isLeft(removal)).toBe(false);
    });

    // Failure rows: 4
    it('is done when it is run twice at the same time', async () => {
      await Promise.all([removal.remove(), removal.remove()]);
      expect(await isLeft(removal)).toBe(false);
    });

    // Failure rows: 14
    it.each([404, 400] as const)('is done when there is nothing any more (%i)', async (status) => {
      await bench.set({ deletedUserGet: status, removedBehind: 'gone' });
      await bench.post('behind', { [removal.field]: removal.id(), do: 'remove' });
      await removal.remove();
      expect(await isLeft(removal)).toBe(false);
    });

    it.each(['reset-after', '500-after', 'timeout-after', 'late-commit', 'garbage', '503-html'])(
      'is done after its request met a %s',
      async (outcome) => {
        await bench.post('faults', { route: removal.route, outcome, delay_ms: 20_000 });
        await removal.remove();
        bench.pass(20_000);
        expect(await isLeft(removal)).toBe(false);
      },
    );

    // Failure rows: 15
    it('is not done before the access system has done it', async () => {
      await bench.set({ deletionDelayMs: 5_000 });
      const before = bench.now();
      await removal.remove();
      expect(bench.now() - before).toBeGreaterThanOrEqual(5_000);
      expect(await isLeft(removal)).toBe(false);
    });
  },
);

describe('a removal that fails at the lock', () => {
  // Failure rows: 15
  it('is tried again for as long as it takes, and is an error each time', async () => {
    const id = ids.addAccessUser ?? '';
    await bench.post('stick', { id });
    for (const attempt of [1, 2, 9]) {
      await expect(bench.attempt('removeAccessUser', id, { attempt })).rejects.toMatchObject({
        type: 'RemovalNotDone',
        nonRetryable: false,
        category: undefined,
      });
    }
    await bench.post('stick', { id, stuck: false });
    await bench.step('removeAccessUser', id);
    expect((await bench.objects()).acs_users).toEqual([]);
  });

  // Failure rows: 12
  it('is not given up though Seam refuses it', async () => {
    await bench.set({ enrollmentBlocksIdentityDelete: true });
    await bench.step('removeAccessUser', ids.addAccessUser ?? '');
    await bench.seam('/user_identities/enrollment_automations/launch', {
      user_identity_id: ids.identifyGuest,
      create_credential_manager_user: true,
      credential_manager_acs_system_id: '22222222-2222-2222-2222-222222222222',
    });
    await bench.set({ enrollmentGone: true });
    const removal = { identityId: ids.identifyGuest ?? '', reservationId: 'R-1' };
    await expect(bench.attempt('removeIdentity', removal)).rejects.toMatchObject({
      type: 'SeamRejected',
      nonRetryable: false,
    });
  });
});

describe('a proof of absence', () => {
  it('finds everything that carries the key or has an id of the ledger', async () => {
    const { found } = await bench.step('proveAbsence', proof());
    expect(found.map(({ kind, id }) => [kind, id])).toEqual([
      ['access-user', ids.addAccessUser],
      ['credential', ids.issueCredential],
      ['user-identity', ids.identifyGuest],
    ]);
  });

  it('finds a user that was renamed, by its id', async () => {
    const id = ids.addAccessUser ?? '';
    await bench.post('behind', { acs_user_id: id, do: 'change', full_name: 'Somebody' });
    const { found } = await bench.step('proveAbsence', proof());
    expect(found.map((one) => one.id)).toContain(id);
  });

  it('finds what is still on its way out, and nothing when it is gone', async () => {
    await bench.set({ deletionDelayMs: 60_000 });
    await bench.seam('/acs/users/delete', { acs_user_id: ids.addAccessUser });
    expect((await bench.step('proveAbsence', proof())).found).not.toEqual([]);
    bench.pass(60_000);
    await bench.set({ deletionDelayMs: 0 });
    await bench.step('removeIdentity', {
      identityId: ids.identifyGuest ?? '',
      reservationId: 'R-1',
    });
    expect(await bench.step('proveAbsence', proof())).toEqual({ found: [] });
  });

  it('does not wait for a system that only a check named and Seam does not know', async () => {
    const systemIds = [KS_SYSTEM, 'no-id-of-seams'];
    await expect(bench.attempt('proveAbsence', { ...proof(), systemIds })).rejects.toMatchObject({
      type: 'SeamRejected',
    });
    const named = { ...proof(), systemIds, onlyNamedIn: ['no-id-of-seams'] };
    expect((await bench.attempt('proveAbsence', named)).found).toHaveLength(3);
  });

  it('lets an identity be that another stay’s access hangs on', async () => {
    await bench.step('removeAccessUser', ids.addAccessUser ?? '');
    await bench.seam('/acs/users/create', {
      acs_system_id: KS_SYSTEM,
      full_name: 'nl:R-2',
      user_identity_id: ids.identifyGuest,
    });
    expect(await bench.step('proveAbsence', proof())).toEqual({ found: [] });
  });
});
