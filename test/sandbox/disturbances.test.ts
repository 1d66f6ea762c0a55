import { describe, expect, it } from 'vitest';

import { CANAL_HOUSE_DOORS, KS_SITE, openSandbox } from './sandbox-rig.ts';

const ada = { acs_system_id: KS_SITE, full_name: 'Ada Guest' };

describe('hold', () => {
  it('keeps requests undone until they are released', async () => {
    const { seam, control, requests } = await openSandbox();
    await control('hold');
    const waiting = seam.acs.users.create(ada).execute();
    await expect.poll(async () => (await requests()).length).toBe(1);
    expect((await requests())[0]).toMatchObject({ committed_at: null, answered_at: null });

    await expect(control('release')).resolves.toMatchObject({ released: 1 });
    await expect(waiting).resolves.toMatchObject({ full_name: 'Ada Guest' });
    await expect(seam.acs.users.list()).resolves.toHaveLength(1);
  });

  it('keeps the answers of one route, whose work is done', async () => {
    const { seam, control, requests } = await openSandbox();
    await control('hold', { route: '/acs/users/create', when: 'after' });
    const waiting = seam.acs.users.create(ada).execute();
    await expect.poll(async () => (await requests()).length).toBe(1);

    await expect(seam.acs.users.list()).resolves.toHaveLength(1);
    await control('release');
    await expect(waiting).resolves.toMatchObject({ full_name: 'Ada Guest' });
  });

  it('does on release what a client asked for that has given up since', async () => {
    const { seam, client, control } = await openSandbox();
    await control('hold', { route: '/acs/users/create' });
    const impatient = client({ timeout: 2_000 });
    await expect(impatient.acs.users.create(ada)).rejects.toMatchObject({ code: 'ETIMEDOUT' });

    await control('release');
    await expect(seam.acs.users.list()).resolves.toHaveLength(1);
  });

  it('keeps one request of many, and can break it with nothing done', async () => {
    const { seam, client, control, requests } = await openSandbox();
    await control('hold', { route: '/acs/users/create', nth: 2 });
    await seam.acs.users.create(ada);
    const second = client({}).acs.users.create({ ...ada, full_name: 'Bob Guest' });
    const broken = second.execute().catch((error: unknown) => error);
    await expect.poll(async () => (await requests()).length).toBe(2);
    await seam.acs.users.create({ ...ada, full_name: 'Cleo Guest' });

    await expect(control('release', { broken: true })).resolves.toMatchObject({ released: 1 });
    expect(await broken).toMatchObject({ code: 'ERR_NETWORK' });
    const names = (await seam.acs.users.list()).map((user) => user.full_name);
    expect(names).toEqual(['Ada Guest', 'Cleo Guest']);
  });
});

describe('outage', () => {
  it('breaks every connection until its time is over, and does nothing', async () => {
    const { seam, control, goTo, requests } = await openSandbox();
    await control('outage', { seconds: 3_600 });
    await expect(seam.acs.users.create(ada)).rejects.toMatchObject({ code: 'ERR_NETWORK' });
    expect((await requests())[0]).toMatchObject({ fault: 'outage', committed_at: null });

    goTo(1);
    await expect(seam.acs.users.list()).resolves.toEqual([]);
  });
});

describe('clock', () => {
  it('has Seam tell another time, and the doors go by it', async () => {
    const { seam, control, checkIn, doorsOpenTo, hours } = await openSandbox();
    await checkIn('Ada Guest', 3, 23);
    await control('clock', { skew_ms: 4 * 3_600_000 });

    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
    const bob = await seam.acs.users.create({ ...ada, full_name: 'Bob Guest' });
    expect(bob.created_at).toBe(hours(4));
    await control('clock', { skew_ms: 0 });
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
  });
});

describe('stick', () => {
  it('lets a user be deleted in words only, until it is undone', async () => {
    const { seam, control, checkIn, doorsOpenTo } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    await control('stick', { id: userId });
    await seam.acs.users.delete({ acs_user_id: userId });

    expect(await seam.acs.users.get({ acs_user_id: userId })).toMatchObject({
      errors: [{ error_code: 'failed_to_delete_on_acs_system' }],
    });
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);

    await control('stick', { id: userId, stuck: false });
    await seam.acs.users.delete({ acs_user_id: userId });
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
  });

  it('holds a user by its credential', async () => {
    const { seam, control, checkIn, doorsOpenTo } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 0, 23);
    const [credential] = await seam.acs.credentials.list({ acs_user_id: userId });
    const id = credential?.acs_credential_id ?? '';
    await control('stick', { id });

    await seam.acs.credentials.delete({ acs_credential_id: id });
    await seam.acs.users.delete({ acs_user_id: userId });
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
  });
});

describe('reset', () => {
  it('forgets everything in its workspace, what was due included, and breaks what is held', async () => {
    const { seam, client, control, checkIn, goTo, requests } = await openSandbox();
    await checkIn('Ada Guest', 0, 23);
    await control('switches', { seats: 3 });
    const create = { route: '/acs/users/create', outcome: 'late-commit', delay_ms: 1_000 };
    await control('faults', create);
    await expect(seam.acs.users.create(ada)).rejects.toMatchObject({ code: 'ERR_NETWORK' });
    await control('hold');
    const held = client({}).acs.systems.list().execute();
    const broken = held.catch((error: unknown) => error);
    await expect.poll(async () => (await requests()).length).toBe(4);

    await control('reset');
    expect(await broken).toMatchObject({ code: 'ERR_NETWORK' });
    goTo(1);
    await expect(seam.acs.users.list()).resolves.toEqual([]);
    await expect(control('switches')).resolves.toMatchObject({ switches: { seats: 10_000 } });
    expect(await requests()).toHaveLength(1);
  });
});
