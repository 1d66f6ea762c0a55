import { describe, expect, it } from 'vitest';

import {
  CANAL_HOUSE,
  CANAL_HOUSE_DOORS,
  CREDENTIAL_MANAGER,
  GARDEN_HOUSE,
  KS_SITE,
  openSandbox,
  type Rig,
} from './sandbox-rig.ts';

const HOUR_S = 3_600;

async function names({ seam }: Rig): Promise<string[]> {
  return (await seam.acs.users.list()).map((user) => user.full_name ?? '');
}

describe('lists that lag an hour behind gets', () => {
  it('do not have a new user yet, whom a get and the doors know', async () => {
    const rig = await openSandbox();
    await rig.control('lists-lag', { seconds: HOUR_S });
    rig.goTo(0.5);
    const { userId } = await rig.checkIn('Ada Guest', 0, 23);

    expect(await rig.seam.acs.users.get({ acs_user_id: userId })).toMatchObject({
      full_name: 'Ada Guest',
    });
    expect(await rig.doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
    rig.goTo(1.25);
    expect(await names(rig)).toEqual([]);
    expect(await rig.seam.acs.credentials.list()).toEqual([]);
    rig.goTo(1.5);
    expect(await names(rig)).toEqual(['Ada Guest']);
    expect(await rig.seam.acs.credentials.list()).toHaveLength(1);
  });

  it('still have a deleted user with its PIN, whom a get does not find', async () => {
    const rig = await openSandbox();
    const { userId, pin } = await rig.checkIn('Ada Guest', 0, 23);
    await rig.control('lists-lag', { seconds: HOUR_S });
    await rig.seam.acs.users.delete({ acs_user_id: userId });

    await expect(rig.seam.acs.users.get({ acs_user_id: userId })).rejects.toMatchObject({
      code: 'acs_user_not_found',
    });
    expect(await rig.doorsOpenTo('Ada Guest')).toEqual([]);
    rig.goTo(0.99);
    expect(await names(rig)).toEqual(['Ada Guest']);
    expect(await rig.seam.acs.credentials.list()).toMatchObject([{ code: pin }]);
    rig.goTo(1);
    expect(await names(rig)).toEqual([]);
    expect(await rig.seam.acs.credentials.list()).toEqual([]);
  });

  it('have a user as it was, each change at its own time', async () => {
    const rig = await openSandbox();
    const { userId: acs_user_id } = await rig.checkIn('Ada Guest', 0, 23);
    await rig.control('lists-lag', { seconds: HOUR_S });
    for (const [hour, full_name] of [
      [0.2, 'Ada B. Guest'],
      [0.4, 'Ada C. Guest'],
    ] as const) {
      rig.goTo(hour);
      await rig.seam.acs.users.update({ acs_user_id, full_name });
    }
    rig.goTo(0.6);
    await rig.seam.acs.users.suspend({ acs_user_id });

    for (const [hour, full_name, is_suspended] of [
      [1.1, 'Ada Guest', false],
      [1.3, 'Ada B. Guest', false],
      [1.5, 'Ada C. Guest', false],
      [1.7, 'Ada C. Guest', true],
    ] as const) {
      rig.goTo(hour);
      expect(await rig.seam.acs.users.list()).toMatchObject([{ full_name, is_suspended }]);
    }
  });

  it('lag in what happens by itself, too: a deletion that takes its time, a late commit', async () => {
    const rig = await openSandbox();
    const { userId } = await rig.checkIn('Ada Guest', 0, 23);
    await rig.control('switches', { deletionDelayMs: 1_800_000 });
    await rig.control('faults', {
      route: '/acs/users/create',
      outcome: 'late-commit',
      delay_ms: 3_600_000,
    });
    await rig.control('lists-lag', { seconds: HOUR_S });
    await rig.seam.acs.users.delete({ acs_user_id: userId });
    await expect(
      rig.seam.acs.users.create({ acs_system_id: KS_SITE, full_name: 'Bob Guest' }),
    ).rejects.toMatchObject({ code: 'ERR_NETWORK' });

    rig.goTo(1.49);
    expect(await rig.seam.acs.users.list()).toMatchObject([
      { full_name: 'Ada Guest', warnings: [{ warning_code: 'being_deleted' }] },
    ]);
    rig.goTo(1.5);
    expect(await names(rig)).toEqual([]);
    rig.goTo(2);
    expect(await names(rig)).toEqual(['Bob Guest']);
  });

  it('tell memberships, identities and enrollments late, and nothing of whom they do not know yet', async () => {
    const rig = await openSandbox();
    const { seam, send } = rig;
    await rig.control('lists-lag', { seconds: HOUR_S });
    rig.goTo(0.5);
    const { user_identity_id } = await seam.userIdentities.create({ full_name: 'Ada Guest' });
    await send('POST', '/user_identities/enrollment_automations/launch', {
      user_identity_id,
      credential_manager_acs_system_id: CREDENTIAL_MANAGER,
      create_credential_manager_user: true,
    });
    const { acs_user_id } = await seam.acs.users.create({
      acs_system_id: KS_SITE,
      full_name: 'Ada Guest',
      user_identity_id,
      acs_access_group_ids: [CANAL_HOUSE],
    });
    const listed = async () => [
      (await seam.userIdentities.list()).length,
      (await seam.userIdentities.listAcsUsers({ user_identity_id })).length,
      JSON.stringify(
        (await send('POST', '/user_identities/enrollment_automations/list', { user_identity_id }))
          .body,
      ).split('enrollment_automation_id').length - 1,
      (await seam.acs.accessGroups.list({ acs_user_id })).map((group) => group.name).join(),
    ];

    expect(await listed()).toEqual([0, 0, 0, '']);
    rig.goTo(1);
    await seam.acs.users.addToAccessGroup({ acs_user_id, acs_access_group_id: GARDEN_HOUSE });
    rig.goTo(1.5);
    expect(await listed()).toEqual([1, 2, 1, 'Canal House']);
    rig.goTo(2);
    expect(await listed()).toEqual([1, 2, 1, 'Canal House,Garden House']);
  });

  it('know what staff did at the console just as late', async () => {
    const rig = await openSandbox();
    const { userId: acs_user_id } = await rig.checkIn('Ada Guest', 0, 23);
    await rig.control('lists-lag', { seconds: HOUR_S });
    await rig.control('behind', { acs_user_id, do: 'change', full_name: 'Night Porter' });

    expect(await names(rig)).toEqual(['Ada Guest']);
    rig.goTo(1);
    expect(await names(rig)).toEqual(['Night Porter']);
  });

  it('have pages like any list', async () => {
    const rig = await openSandbox();
    await rig.control('seed-users', { count: 3, name_prefix: 'Resident ' });
    await rig.control('lists-lag', { seconds: HOUR_S });
    const [one] = await rig.seam.acs.users.list({ limit: 1 });
    await rig.seam.acs.users.delete({ acs_user_id: one?.acs_user_id ?? '' });
    const pages = rig.seam.createPaginator(rig.seam.acs.users.list({ limit: 2 }));

    expect(await pages.flattenToArray()).toHaveLength(3);
    rig.goTo(1);
    expect(await pages.flattenToArray()).toHaveLength(2);
  });

  it('are current again when the lag is over', async () => {
    const rig = await openSandbox();
    await rig.control('lists-lag', { seconds: HOUR_S });
    await rig.checkIn('Ada Guest', 0, 23);
    expect(await names(rig)).toEqual([]);

    await rig.control('lists-lag', { seconds: 0 });
    expect(await names(rig)).toEqual(['Ada Guest']);
  });

  it('stand still from when the lag was set until it has passed', async () => {
    const rig = await openSandbox();
    await rig.checkIn('Ada Guest', 0, 23);
    await rig.control('lists-lag', { seconds: HOUR_S });

    expect(await names(rig)).toEqual(['Ada Guest']);
    rig.goTo(0.5);
    expect(await names(rig)).toEqual(['Ada Guest']);
  });
});
