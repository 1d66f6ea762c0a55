import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { ConfirmAccess } from '../../src/contract/steps.ts';
import { findRecipe } from '../../src/stay/recipes/index.ts';
import { CANAL_HOUSE, GARDEN_HOUSE, KS_SYSTEM } from '../support/house.ts';
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
});
afterAll(() => benches.close());

async function grant(recipeId: 'salto-ks-pin' | 'salto-ks-mobile' | 'latch-mobile'): Promise<void> {
  const recipe = findRecipe(recipeId);
  if (recipe === undefined) throw new Error('the recipe is gone');
  const booking = {
    reservationId: 'R-1',
    guest: { fullName: 'Ada Guest', email: 'ada@example.com' },
    window: { opensAt: bench.hours(1), closesAt: bench.hours(48) },
  };
  ids = await runRecipe(recipe, booking, (name, input) => bench.step(name, input));
}

function confirming(more: Partial<ConfirmAccess> = {}): ConfirmAccess {
  const window = { opensAt: bench.hours(1), closesAt: bench.hours(48) };
  return {
    reservationId: 'R-1',
    userId: ids.addAccessUser ?? '',
    credentialId: ids.issueCredential ?? '',
    groupIds: [CANAL_HOUSE, GARDEN_HOUSE],
    ...(ids.identifyGuest === undefined ? {} : { identityId: ids.identifyGuest }),
    userWindow: window,
    ...more,
  };
}

const confirm = (more?: Partial<ConfirmAccess>) => bench.step('confirmAccess', confirming(more));
const look = (more?: Partial<ConfirmAccess>) => bench.attempt('confirmAccess', confirming(more));
const onUser = (act: object): Promise<unknown> =>
  bench.post('behind', { acs_user_id: ids.addAccessUser, ...act });

const HOUR = 3_600_000;
const notYet = { type: 'NotConfirmedYet', nonRetryable: false };

describe('an access with a PIN', () => {
  beforeEach(() => grant('salto-ks-pin'));

  // Failure rows: 64
  it('is granted with its groups, its window and a digest of its code, and no code', async () => {
    const seen = await confirm();
    expect(seen).toMatchObject({ gone: [], windowDiffers: false });
    expect(seen.groupIds.toSorted()).toEqual([CANAL_HOUSE, GARDEN_HOUSE]);
    expect(seen).not.toHaveProperty('trouble');
    expect(seen.tag).toMatch(/^[0-9a-f]{8}:[0-9a-f]{12}$/);
  });

  // Failure rows: 18
  it('is not granted before the access system has taken everything', async () => {
    await bench.set({ mutationDelayMs: 5_000 });
    await bench.seam('/acs/users/update', {
      acs_user_id: ids.addAccessUser,
      access_schedule: { starts_at: bench.hours(1), ends_at: bench.hours(48) },
    });
    await expect(look()).rejects.toMatchObject(notYet);
    const before = bench.now();
    expect(await confirm()).not.toHaveProperty('trouble');
    expect(bench.now() - before).toBeGreaterThanOrEqual(5_000);
  });

  it('is not granted before its code is there', async () => {
    await bench.set({ codeDelayMs: 5_000 });
    await bench.step('removeCredential', ids.issueCredential ?? '');
    await grant('salto-ks-pin');
    await expect(look()).rejects.toMatchObject(notYet);
    expect((await confirm()).tag).toBeDefined();
  });

  it.each([
    ['salto_ks_subscription_limit_exceeded', 'NoSeatLeft'],
    ['failed_to_create_on_acs_system', 'AccessSystemRefused'],
    ['failed_to_update_on_acs_system', 'AccessSystemRefused'],
    ['latch_conflict_with_resident_user', 'AccessInTrouble'],
  ])('with the error %s is in trouble: %s, until Seam clears it', async (code, trouble) => {
    await onUser({ do: 'error', error_code: code });
    expect(await confirm()).toMatchObject({ trouble });
    expect(await look({ known: trouble })).toMatchObject({ trouble });
    await onUser({ do: 'clear-error' });
    expect(await confirm({ known: trouble })).not.toHaveProperty('trouble');
  });

  it('is in trouble while somebody has suspended it', async () => {
    await onUser({ do: 'change', is_suspended: true });
    expect(await confirm()).toMatchObject({ trouble: 'AccessSuspended' });
    await onUser({ do: 'change', is_suspended: false });
    expect(await confirm({ known: 'AccessSuspended' })).not.toHaveProperty('trouble');
  });

  it('is in no trouble while its own stay has suspended it, and in trouble when it is not', async () => {
    const held = { isHeld: true } as const;
    expect(await confirm(held)).toMatchObject({ trouble: 'HoldNotHeld' });
    expect(await look({ ...held, known: 'HoldNotHeld' })).toMatchObject({ trouble: 'HoldNotHeld' });
    await bench.step('suspendAccess', { userId: ids.addAccessUser ?? '' });
    expect(await confirm(held)).not.toHaveProperty('trouble');
    expect(await confirm({ ...held, known: 'HoldNotHeld' })).not.toHaveProperty('trouble');
    await onUser({ do: 'change', is_suspended: false });
    expect(await confirm(held)).toMatchObject({ trouble: 'HoldNotHeld' });
  });

  it('is not held before the door knows it', async () => {
    await bench.set({ mutationDelayMs: 5_000 });
    await bench.seam('/acs/users/suspend', { acs_user_id: ids.addAccessUser });
    await expect(look({ isHeld: true })).rejects.toMatchObject(notYet);
    const before = bench.now();
    expect(await confirm({ isHeld: true })).not.toHaveProperty('trouble');
    expect(bench.now() - before).toBeGreaterThanOrEqual(5_000);
  });

  it('needs no seat while its stay has suspended it', async () => {
    bench.pass(2 * HOUR);
    await onUser({ do: 'change', is_suspended: true, is_subscribed: false });
    expect(await confirm({ isHeld: true })).not.toHaveProperty('trouble');
  });

  it.each([
    ['is offline', { do: 'change', online: false }, { do: 'change', online: true }],
    ['has an error', { do: 'error', error_code: 'broken' }, { do: 'clear-error' }],
  ])('tells of a door of it that %s, until it is well again', async (_what, worse, better) => {
    const door = { acs_entrance_id: '55555555-5555-5555-5555-111111111112' };
    await bench.post('behind', { ...door, ...worse });
    expect(await confirm()).toMatchObject({ trouble: 'EntranceOffline' });
    await bench.post('behind', { ...door, ...better });
    expect(await confirm({ known: 'EntranceOffline' })).not.toHaveProperty('trouble');
  });

  it('is not told of a door in trouble before everything else is done', async () => {
    await bench.post('behind', {
      acs_entrance_id: '55555555-5555-5555-5555-111111111112',
      do: 'change',
      online: false,
    });
    await bench.set({ mutationDelayMs: 5_000 });
    await bench.seam('/acs/users/update', {
      acs_user_id: ids.addAccessUser,
      access_schedule: { starts_at: bench.hours(1), ends_at: bench.hours(48) },
    });
    await expect(look()).rejects.toMatchObject(notYet);
  });

  it.each([
    ['offline far from here', '55555555-5555-5555-5555-777777777771'],
    ['offline next door', '55555555-5555-5555-5555-888888888883'],
  ])('does not care for a door that is %s', async (_what, id) => {
    await bench.post('behind', { acs_entrance_id: id, do: 'change', online: false });
    expect(await confirm()).not.toHaveProperty('trouble');
  });

  it('tells which doors, and whether the window, somebody has changed', async () => {
    await onUser({
      do: 'change',
      acs_access_group_ids: [GARDEN_HOUSE],
      access_schedule: { starts_at: bench.hours(1), ends_at: bench.hours(90) },
    });
    expect(await confirm()).toMatchObject({ groupIds: [GARDEN_HOUSE], windowDiffers: true });
  });

  it('holds its window though the site keeps whole seconds', async () => {
    await onUser({
      do: 'change',
      access_schedule: { starts_at: bench.hours(1), ends_at: bench.hours(48) },
    });
    const closesAt = new Date(Date.parse(bench.hours(48)) + 400).toISOString();
    const userWindow = { opensAt: bench.hours(1), closesAt };
    expect(await confirm({ userWindow })).toMatchObject({ windowDiffers: false });
  });

  it('holds its window though Seam tells another start, once both are past', async () => {
    bench.pass(3 * HOUR);
    await onUser({
      do: 'change',
      access_schedule: { starts_at: bench.hours(2), ends_at: bench.hours(48) },
    });
    expect(await confirm()).toMatchObject({ windowDiffers: false });
  });

  it.each([
    ['marked', 'acs_user_id', 'addAccessUser'],
    ['gone', 'acs_user_id', 'addAccessUser'],
    ['gone', 'acs_credential_id', 'issueCredential'],
  ] as const)('is seen to be %s (%s)', async (removedBehind, field, verb) => {
    await bench.set({ removedBehind });
    const id = ids[verb] ?? '';
    await bench.post('behind', { [field]: id, do: 'remove' });
    expect((await confirm()).gone).toContain(id);
  });

  it('is looked at again where Seam could not tell its doors', async () => {
    await bench.post('faults', { route: '/acs/users/list_accessible_entrances', outcome: '500' });
    await expect(look()).rejects.toMatchObject({ type: 'SeamUnavailable' });
    expect(await confirm()).toMatchObject({ gone: [] });
  });
});

describe('a seat on a Salto KS site', () => {
  beforeEach(async () => {
    await bench.set({ seats: 1 });
    await bench.post('seed-users', { count: 1, subscribed: true });
    await grant('salto-ks-pin');
  });

  const freeTheSeat = async (): Promise<void> => {
    const { acs_users: users } = await bench.objects();
    const resident = users.find((user) => user.full_name.startsWith('Resident'));
    await bench.seam('/acs/users/delete', { acs_user_id: resident?.acs_user_id });
  };

  it('is not missed before the stay begins', async () => {
    expect(await confirm()).not.toHaveProperty('trouble');
  });

  it.each([true, false])('is waited for, also if Seam has no queue (%s)', async (seatQueue) => {
    await bench.set({ seatQueue });
    bench.pass(HOUR);
    expect(await confirm()).toMatchObject({ trouble: 'NoSeatLeft' });
    await freeTheSeat();
    await look({ known: 'NoSeatLeft' });
    bench.pass(60_000);
    expect(await look({ known: 'NoSeatLeft' })).not.toHaveProperty('trouble');
  });

  it('that somebody keeps from the guest by hand is told after 20 seconds', async () => {
    await freeTheSeat();
    await onUser({ do: 'change', is_subscribed: false });
    bench.pass(HOUR + 19_000);
    await expect(look()).rejects.toMatchObject(notYet);
    bench.pass(1_000);
    expect(await confirm()).toMatchObject({ trouble: 'NotSubscribed' });
  });
});

describe('a look at what is known, or on its way', () => {
  beforeEach(() => grant('salto-ks-pin'));

  const touches = async (): Promise<number> =>
    (await bench.requests()).filter(({ route }) => route === '/acs/users/update').length;
  const moveByHand = (): Promise<unknown> =>
    bench.seam('/acs/users/update', {
      acs_user_id: ids.addAccessUser,
      access_schedule: { starts_at: bench.hours(1), ends_at: bench.hours(48) },
    });

  it('touches the user that has no seat before it says so once more', async () => {
    await onUser({ do: 'error', error_code: 'salto_ks_subscription_limit_exceeded' });
    expect(await look({ known: 'NoSeatLeft' })).toMatchObject({ trouble: 'NoSeatLeft' });
    expect(await touches()).toBe(1);
  });

  it('tells a door that is known to be offline, but waits for what is still on its way', async () => {
    const door = { acs_entrance_id: '55555555-5555-5555-5555-111111111112' };
    await bench.post('behind', { ...door, do: 'change', online: false });
    expect(await look({ known: 'EntranceOffline' })).toMatchObject({ trouble: 'EntranceOffline' });
    await bench.set({ mutationDelayMs: 5_000 });
    await moveByHand();
    await expect(look({ known: 'EntranceOffline' })).rejects.toMatchObject(notYet);
  });

  it('waits for what is on its way where there is no trouble', async () => {
    await bench.set({ mutationDelayMs: 5_000 });
    await moveByHand();
    await expect(look()).rejects.toMatchObject(notYet);
  });

  it('waits for the groups, and for the seat in the time that a subscription takes', async () => {
    await onUser({ do: 'change', acs_access_group_ids: [GARDEN_HOUSE] });
    await expect(look()).rejects.toMatchObject(notYet);
    await onUser({ do: 'change', acs_access_group_ids: [CANAL_HOUSE, GARDEN_HOUSE] });
    await onUser({ do: 'change', is_subscribed: false });
    bench.pass(HOUR + 19_000);
    await expect(look()).rejects.toMatchObject(notYet);
    bench.pass(1_000);
    expect(await look({ known: 'NotSubscribed' })).toMatchObject({ trouble: 'NotSubscribed' });
  });
});

describe('an access that hangs on an identity', () => {
  beforeEach(() => grant('salto-ks-mobile'));

  it('asks for the identity only where the user does not show it', async () => {
    await confirm();
    const asked = (await bench.requests()).filter(({ route }) => route === '/user_identities/get');
    expect(asked.every(({ parameters }) => 'user_identity_key' in parameters)).toBe(true);
  });

  it('sees that the identity was removed, and its user with it', async () => {
    await bench.post('behind', { user_identity_id: ids.identifyGuest, do: 'remove' });
    expect((await confirm()).gone).toEqual([
      ids.addAccessUser,
      ids.issueCredential,
      ids.identifyGuest,
    ]);
  });

  it('sees that the identity is gone though the user is there', async () => {
    await bench.seam('/user_identities/remove_acs_user', {
      acs_user_id: ids.addAccessUser,
      user_identity_id: ids.identifyGuest,
    });
    await bench.post('behind', { user_identity_id: ids.identifyGuest, do: 'remove' });
    expect((await confirm()).gone).toEqual([ids.identifyGuest]);
  });
});

describe('an access whose credential names the doors', () => {
  it('is seen with the window of the credential', async () => {
    await grant('latch-mobile');
    const { userWindow: window, ...rest } = confirming({ groupIds: [] });
    if (window === undefined) throw new Error('no window');
    const ends = async (closesAt: string) => {
      const credentialWindow = { ...window, closesAt };
      return bench.step('confirmAccess', { ...rest, credentialWindow });
    };
    expect(await ends(bench.hours(48))).toEqual({ gone: [], groupIds: [], windowDiffers: false });
    expect(await ends(bench.hours(49))).toMatchObject({ windowDiffers: true });
    const moving = { again: false, quietPeriodMs: 0, credentialId: ids.issueCredential ?? '' };
    await bench.step('moveWindow', {
      ...moving,
      window: { ...window, closesAt: bench.hours(49) },
    });
    expect(await ends(bench.hours(49))).toMatchObject({ windowDiffers: false });
  });
});

describe('a window that is moved', () => {
  beforeEach(() => grant('salto-ks-pin'));
  const moving = (closesAt: string) => ({
    userId: ids.addAccessUser ?? '',
    window: { opensAt: bench.hours(1), closesAt },
    again: false,
    quietPeriodMs: 0,
  });

  it('is the one that was asked for last, after a lost answer as well', async () => {
    await bench.post('faults', { route: '/acs/users/update', outcome: 'timeout-after' });
    await bench.step('moveWindow', moving(bench.hours(72)));
    await bench.step('moveWindow', moving(bench.hours(72)));
    expect((await bench.objects()).acs_users).toMatchObject([
      { acs_system_id: KS_SYSTEM, access_schedule: { ends_at: bench.hours(72) } },
    ]);
  });

  it('finds out that there is no user any more', async () => {
    await bench.set({ removedBehind: 'gone' });
    await onUser({ do: 'remove' });
    expect(await bench.step('moveWindow', moving(bench.hours(72)))).toEqual({
      gone: [ids.addAccessUser],
    });
  });
});
