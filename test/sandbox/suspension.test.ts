import { describe, expect, it } from 'vitest';

import {
  CANAL_HOUSE,
  CANAL_HOUSE_DOORS,
  KS_SITE,
  NOBODY,
  openSandbox,
  QUAY_WING,
  SPACE_SYSTEM,
} from './sandbox-rig.ts';

describe('a suspended guest', () => {
  it('is kept out of every door until unsuspended, and loses nothing', async () => {
    const { seam, checkIn, doorsOpenTo } = await openSandbox();
    const { userId, pin } = await checkIn('Ada Guest', 0, 23);
    const acs_user_id = userId;

    await seam.acs.users.suspend({ acs_user_id });
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
    expect(await seam.acs.users.get({ acs_user_id })).toMatchObject({
      is_suspended: true,
      salto_ks_metadata: { is_subscribed: true },
      pending_mutations: [],
    });
    expect(await seam.acs.credentials.list({ acs_user_id })).toMatchObject([{ code: pin }]);
    expect(await seam.acs.accessGroups.list({ acs_user_id })).toMatchObject([
      { acs_access_group_id: CANAL_HOUSE },
    ]);

    await seam.acs.users.unsuspend({ acs_user_id });
    expect(await seam.acs.users.get({ acs_user_id })).toMatchObject({ is_suspended: false });
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
  });

  it('may be suspended twice, and named by identity and access system', async () => {
    const { seam, doorsOpenTo } = await openSandbox();
    const { user_identity_id } = await seam.userIdentities.create({ full_name: 'Ada Guest' });
    const { acs_user_id } = await seam.acs.users.create({
      acs_system_id: KS_SITE,
      full_name: 'Ada Guest',
      user_identity_id,
      acs_access_group_ids: [CANAL_HOUSE],
    });
    await seam.acs.credentials.create({ acs_user_id, access_method: 'code' });

    await seam.acs.users.suspend({ acs_user_id });
    await seam.acs.users.suspend({ user_identity_id, acs_system_id: KS_SITE });
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
    await seam.acs.users.unsuspend({ user_identity_id, acs_system_id: KS_SITE });
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
  });

  it('gets in for as long as the access system takes to hear of it', async () => {
    const { seam, control, checkIn, doorsOpenTo, goTo } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    await control('switches', { mutationDelayMs: 3_600_000 });
    await seam.acs.users.suspend({ acs_user_id: userId });

    expect(await seam.acs.users.get({ acs_user_id: userId })).toMatchObject({
      is_suspended: true,
      pending_mutations: [{ mutation_code: 'updating_suspension_state' }],
    });
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
    goTo(1);
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
  });

  it.each(['reset-after', '500-after', 'late-commit'] as const)(
    'is kept out though the answer was lost: %s',
    async (outcome) => {
      const { seam, control, checkIn, doorsOpenTo, goTo } = await openSandbox();
      const { userId } = await checkIn('Ada Guest', 0, 23);
      await control('faults', { route: '/acs/users/suspend', outcome, delay_ms: 3_600_000 });
      await expect(seam.acs.users.suspend({ acs_user_id: userId })).rejects.toBeInstanceOf(Error);

      expect(await doorsOpenTo('Ada Guest')).toEqual(
        outcome === 'late-commit' ? CANAL_HOUSE_DOORS : [],
      );
      goTo(1);
      expect(await doorsOpenTo('Ada Guest')).toEqual([]);
    },
  );

  it('is kept out when the request that was held is released', async () => {
    const { seam, control, checkIn, doorsOpenTo, requests } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    await control('hold', { route: '/acs/users/suspend' });
    const waiting = seam.acs.users.suspend({ acs_user_id: userId }).execute();
    const arrived = async () =>
      (await requests()).some(({ route }) => route === '/acs/users/suspend');
    await expect.poll(arrived).toBe(true);
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);

    await control('release');
    await waiting;
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
  });
});

describe('a suspension', () => {
  it('is refused where the access system has none, and for nobody', async () => {
    const { seam, control, checkIn, doorsOpenTo } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    await control('switches', { withoutSuspension: ['salto_ks_site'] });
    for (const asked of [
      seam.acs.users.suspend({ acs_user_id: userId }),
      seam.acs.users.unsuspend({ acs_user_id: userId }),
    ]) {
      await expect(asked).rejects.toMatchObject({ statusCode: 400, code: 'not_supported' });
    }
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
    await expect(seam.acs.users.suspend({ acs_user_id: NOBODY })).rejects.toMatchObject({
      statusCode: 404,
      code: 'acs_user_not_found',
    });
  });

  it('goes on in the other systems of the workspace', async () => {
    const { seam, control, doorsOpenTo } = await openSandbox();
    await control('switches', { withoutSuspension: ['salto_ks_site'] });
    const { acs_user_id } = await seam.acs.users.create({
      acs_system_id: SPACE_SYSTEM,
      full_name: 'Bob Guest',
      phone_number: '+15555550100',
      acs_access_group_ids: [QUAY_WING],
    });
    await seam.acs.credentials.create({ acs_user_id, access_method: 'mobile_key' });
    expect(await doorsOpenTo('Bob Guest')).toHaveLength(3);

    await seam.acs.users.suspend({ acs_user_id });
    expect(await doorsOpenTo('Bob Guest')).toEqual([]);
  });
});
