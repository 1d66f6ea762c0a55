import { describe, expect, it } from 'vitest';

import {
  CANAL_HOUSE,
  CANAL_HOUSE_DOORS,
  GARDEN_HOUSE,
  KS_SITE,
  openSandbox,
} from './sandbox-rig.ts';

const HOUR = 3_600_000;

describe('an access system that takes its time', () => {
  it('makes a user, a membership and a credential after the delay, and the doors wait for it', async () => {
    const { seam, control, checkIn, doorsOpenTo, goTo } = await openSandbox();
    await control('switches', { mutationDelayMs: HOUR });
    const { userId, pin } = await checkIn('Ada Guest', 0, 23);
    const user = () => seam.acs.users.get({ acs_user_id: userId });

    expect(pin).toMatch(/^\d{6}$/);
    expect(await user()).toMatchObject({
      last_successful_sync_at: null,
      pending_mutations: [
        { mutation_code: 'creating' },
        { mutation_code: 'updating_group_membership', to: { acs_access_group_id: CANAL_HOUSE } },
      ],
    });
    const [credential] = await seam.acs.credentials.list({ acs_user_id: userId });
    expect(credential?.is_latest_desired_state_synced_with_provider).toBe(false);
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
    await expect(seam.acs.users.listAccessibleEntrances({ acs_user_id: userId })).resolves.toEqual(
      [],
    );

    goTo(1);
    expect(await user()).toMatchObject({ pending_mutations: [], errors: [], warnings: [] });
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
  });

  it('opens by the old schedule until the new one has arrived', async () => {
    const { seam, control, checkIn, doorsOpenTo, goTo, hours } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 4);
    await control('switches', { mutationDelayMs: HOUR });
    await seam.acs.users.update({
      acs_user_id: userId,
      access_schedule: { starts_at: hours(0), ends_at: hours(8) },
    });

    expect(await seam.acs.users.get({ acs_user_id: userId })).toMatchObject({
      access_schedule: { ends_at: hours(8) },
      pending_mutations: [
        {
          mutation_code: 'updating_access_schedule',
          from: { ends_at: hours(4) },
          to: { ends_at: hours(8) },
        },
      ],
    });
    expect(await doorsOpenTo('Ada Guest', hours(6))).toEqual([]);
    goTo(1);
    expect(await doorsOpenTo('Ada Guest', hours(6))).toEqual(CANAL_HOUSE_DOORS);
  });

  it('takes changes in the order in which they were made, even if the later one is quicker', async () => {
    const { seam, control, checkIn, doorsOpenTo, goTo, hours } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 4);
    const endAt = (end: number) =>
      seam.acs.users.update({
        acs_user_id: userId,
        access_schedule: { starts_at: hours(0), ends_at: hours(end) },
      });
    await control('switches', { mutationDelayMs: HOUR });
    await endAt(8);
    await control('switches', { mutationDelayMs: 0 });
    await endAt(6);

    goTo(2);
    expect(await doorsOpenTo('Ada Guest', hours(5))).toEqual(CANAL_HOUSE_DOORS);
    expect(await doorsOpenTo('Ada Guest', hours(7))).toEqual([]);
  });

  it('keeps letting a guest in whose user is being deleted', async () => {
    const { seam, control, checkIn, doorsOpenTo, goTo } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    await control('switches', { deletionDelayMs: HOUR });
    await seam.acs.users.delete({ acs_user_id: userId });

    expect(await seam.acs.users.get({ acs_user_id: userId })).toMatchObject({
      warnings: [{ warning_code: 'being_deleted' }],
      pending_mutations: [{ mutation_code: 'deleting' }],
    });
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
    await seam.acs.users.delete({ acs_user_id: userId });

    goTo(1);
    await expect(seam.acs.users.get({ acs_user_id: userId })).rejects.toMatchObject({
      statusCode: 404,
      code: 'acs_user_not_found',
    });
    await expect(seam.acs.credentials.list()).resolves.toEqual([]);
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
  });

  it('shows a PIN once it has been made', async () => {
    const { seam, control, checkIn, doorsOpenTo, goTo } = await openSandbox();
    await control('switches', { codeDelayMs: HOUR });
    const { userId } = await checkIn('Ada Guest', 0, 23);
    const code = async () => (await seam.acs.credentials.list({ acs_user_id: userId }))[0]?.code;

    expect(await code()).toBeNull();
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
    goTo(1);
    expect(await code()).toMatch(/^\d{6}$/);
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
  });
});

describe('behind our back', () => {
  it('a user vanishes from the access system, and Seam marks it', async () => {
    const { seam, control, checkIn, doorsOpenTo } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    await control('behind', { acs_user_id: userId, do: 'remove' });

    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
    expect(await seam.acs.users.get({ acs_user_id: userId })).toMatchObject({
      errors: [{ error_code: 'deleted_externally' }],
    });
  });

  it('a user that vanishes while it is being made lets nobody in when that is through', async () => {
    const { control, checkIn, doorsOpenTo, goTo } = await openSandbox();
    await control('switches', { mutationDelayMs: HOUR });
    const { userId } = await checkIn('Ada Guest', 0, 23);
    await control('behind', { acs_user_id: userId, do: 'remove' });

    goTo(2);
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
  });

  it('a user vanishes from Seam too where the switch says so', async () => {
    const { seam, control, checkIn } = await openSandbox();
    await control('switches', { removedBehind: 'gone' });
    const { userId } = await checkIn('Ada Guest', 0, 23);
    await control('behind', { acs_user_id: userId, do: 'remove' });

    await expect(seam.acs.users.list()).resolves.toEqual([]);
  });

  it('a credential or a membership vanishes', async () => {
    const { seam, control, checkIn, doorsOpenTo } = await openSandbox();
    const ada = await checkIn('Ada Guest', 0, 23);
    const bob = await checkIn('Bob Guest', 0, 23);
    const [credential] = await seam.acs.credentials.list({ acs_user_id: ada.userId });
    await control('behind', { acs_credential_id: credential?.acs_credential_id, do: 'remove' });
    const membership = { acs_user_id: bob.userId, acs_access_group_id: CANAL_HOUSE };
    await control('behind', { ...membership, do: 'remove' });

    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
    expect(await doorsOpenTo('Bob Guest')).toEqual([]);
    await expect(seam.acs.accessGroups.list({ acs_user_id: bob.userId })).resolves.toEqual([]);
  });

  it('a housekeeper changes the name, the groups and the times of a user', async () => {
    const { control, checkIn, doorsOpenTo, hours } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    await control('behind', {
      acs_user_id: userId,
      do: 'change',
      full_name: 'Ada Renamed',
      acs_access_group_ids: [GARDEN_HOUSE],
      access_schedule: { starts_at: hours(0), ends_at: hours(2) },
    });

    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
    expect(await doorsOpenTo('Ada Renamed', hours(1))).toContain('Apartment 2');
    expect(await doorsOpenTo('Ada Renamed', hours(2))).toEqual([]);
  });

  it('a user is hung on the identity of somebody else', async () => {
    const { seam, control, checkIn } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    const { user_identity_id } = await seam.userIdentities.create({
      email_address: 'eve@example.com',
    });
    await control('behind', { acs_user_id: userId, do: 'change', user_identity_id });

    expect(await seam.acs.users.get({ acs_user_id: userId })).toMatchObject({ user_identity_id });
  });

  it('errors and warnings come and go', async () => {
    const { seam, control } = await openSandbox();
    const site = () => seam.acs.systems.get({ acs_system_id: KS_SITE });
    const trouble = { acs_system_id: KS_SITE, error_code: 'acs_system_disconnected' };
    await control('behind', { ...trouble, do: 'error', message: 'The hub is off' });
    expect((await site()).errors).toMatchObject([
      { error_code: 'acs_system_disconnected', message: 'The hub is off' },
    ]);
    await control('behind', { ...trouble, do: 'clear-error' });
    expect((await site()).errors).toEqual([]);

    await control('switches', { systemErrors: ['account_disconnected'] });
    expect((await site()).errors).toMatchObject([{ error_code: 'account_disconnected' }]);
  });
});
