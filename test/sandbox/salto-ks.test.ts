import { describe, expect, it } from 'vitest';

import {
  CANAL_HOUSE,
  CANAL_HOUSE_DOORS,
  GARDEN_HOUSE,
  KS_SITE,
  openSandbox,
} from './sandbox-rig.ts';

const notSubscribed = { warning_code: 'salto_ks_user_not_subscribed' };
const noSeat = { error_code: 'salto_ks_subscription_limit_exceeded' };

describe('a Salto KS site', () => {
  it('opens the doors of the access groups from the start of the schedule until its end', async () => {
    const { checkIn, doorsOpenTo, hours } = await openSandbox();
    await checkIn('Ada Guest', 3, 23);
    const justBefore = (instant: string): string => new Date(Date.parse(instant) - 1).toISOString();

    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
    expect(await doorsOpenTo('Ada Guest', justBefore(hours(3)))).toEqual([]);
    expect(await doorsOpenTo('Ada Guest', hours(3))).toEqual(CANAL_HOUSE_DOORS);
    expect(await doorsOpenTo('Ada Guest', justBefore(hours(23)))).toEqual(CANAL_HOUSE_DOORS);
    expect(await doorsOpenTo('Ada Guest', hours(23))).toEqual([]);
  });

  it('opens by itself when the time comes, and shuts by itself when it is over', async () => {
    const { checkIn, doorsOpenTo, goTo } = await openSandbox();
    await checkIn('Ada Guest', 3, 23);

    goTo(3);
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
    goTo(23);
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);
  });

  it('opens nothing without a PIN, and nothing for a group that the guest has left', async () => {
    const { seam, doorsOpenTo } = await openSandbox();
    const { acs_user_id } = await seam.acs.users.create({
      acs_system_id: KS_SITE,
      full_name: 'Ada Guest',
    });
    for (const acs_access_group_id of [CANAL_HOUSE, GARDEN_HOUSE]) {
      await seam.acs.users.addToAccessGroup({ acs_user_id, acs_access_group_id });
    }
    expect(await doorsOpenTo('Ada Guest')).toEqual([]);

    await seam.acs.credentials.create({ acs_user_id, access_method: 'code' });
    expect(await doorsOpenTo('Ada Guest')).toHaveLength(6);

    await seam.acs.users.removeFromAccessGroup({ acs_user_id, acs_access_group_id: GARDEN_HOUSE });
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
  });

  // Failure rows: 44
  it('makes PINs of six digits itself, all different, and refuses a chosen one', async () => {
    const { seam, checkIn } = await openSandbox();
    const pins = new Set<string>();
    for (let guest = 1; guest <= 20; guest += 1)
      pins.add((await checkIn(`Guest ${guest}`, 0, 1)).pin);

    expect(pins.size).toBe(20);
    for (const pin of pins) expect(pin).toMatch(/^\d{6}$/);
    const { userId } = await checkIn('Ada Guest', 0, 1);
    const chosen = seam.acs.credentials.create({
      acs_user_id: userId,
      access_method: 'code',
      code: '123456',
    });
    await expect(chosen).rejects.toMatchObject({ statusCode: 400, code: 'not_supported' });
  });

  it('makes a user a second PIN, or not, by switch', async () => {
    const { seam, control, checkIn } = await openSandbox();
    const { userId, pin } = await checkIn('Ada Guest', 0, 1);
    const another = () =>
      seam.acs.credentials.create({ acs_user_id: userId, access_method: 'code' });

    expect((await another()).code).not.toBe(pin);
    await control('switches', { secondPin: 'refused' });
    await expect(another()).rejects.toMatchObject({ statusCode: 400, code: 'not_supported' });
  });

  it('keeps the PIN when the schedule moves, and moves it only with both times', async () => {
    const { seam, send, checkIn, doorsOpenTo, hours } = await openSandbox();
    const { userId, pin } = await checkIn('Ada Guest', 3, 23);

    await seam.acs.users.update({
      acs_user_id: userId,
      access_schedule: { starts_at: hours(3), ends_at: hours(27) },
    });
    const [credential] = await seam.acs.credentials.list({ acs_user_id: userId });
    expect(credential?.code).toBe(pin);
    expect(await doorsOpenTo('Ada Guest', hours(26))).toEqual(CANAL_HOUSE_DOORS);

    const half = { acs_user_id: userId, access_schedule: { ends_at: hours(30) } };
    const reply = await send('PATCH', '/acs/users/update', half);
    expect(reply).toMatchObject({
      status: 400,
      body: { error: { message: 'access_schedule.starts_at is required' } },
    });
  });

  it('refuses a schedule that is over or ends before it starts', async () => {
    const { checkIn } = await openSandbox();

    await expect(checkIn('Ada Guest', -5, 0)).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(checkIn('Ada Guest', 9, 8)).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('lets nobody in by an e-mail address that somebody else has on the site', async () => {
    const { seam, doorsOpenTo } = await openSandbox();
    const create = (fullName: string) =>
      seam.acs.users.create({
        acs_system_id: KS_SITE,
        full_name: fullName,
        email_address: 'ada@example.com',
        acs_access_group_ids: [CANAL_HOUSE],
      });
    const first = await create('Ada Guest');
    const second = await create('Ada Again');
    for (const { acs_user_id } of [first, second]) {
      await seam.acs.credentials.create({ acs_user_id, access_method: 'code' });
    }

    expect(first.errors).toEqual([]);
    expect(second.errors).toMatchObject([{ error_code: 'failed_to_create_on_acs_system' }]);
    expect(await doorsOpenTo('Ada Guest')).toEqual(CANAL_HOUSE_DOORS);
    expect(await doorsOpenTo('Ada Again')).toEqual([]);
  });
});

describe('the subscription seats of a Salto KS site', () => {
  it('are taken from the start of a schedule until its end, and not before', async () => {
    const { seam, checkIn, goTo } = await openSandbox();
    const { userId } = await checkIn('Ada Guest', 3, 23);
    const read = () => seam.acs.users.get({ acs_user_id: userId });

    expect(await read()).toMatchObject({
      warnings: [notSubscribed],
      salto_ks_metadata: { is_subscribed: false },
    });
    goTo(3);
    expect(await read()).toMatchObject({
      warnings: [],
      salto_ks_metadata: { is_subscribed: true },
    });
    goTo(23);
    expect(await read()).toMatchObject({ errors: [], warnings: [notSubscribed] });
  });

  it('keep the guest out who finds none, until one falls free', async () => {
    const { seam, control, checkIn, doorsOpenTo, goTo, hours } = await openSandbox();
    await control('switches', { seats: 1 });
    await checkIn('Ada Guest', 1, 5);
    const { userId } = await checkIn('Bob Guest', 2, 9);

    goTo(2);
    expect(await seam.acs.users.get({ acs_user_id: userId })).toMatchObject({
      errors: [noSeat],
      warnings: [notSubscribed],
    });
    expect(await doorsOpenTo('Bob Guest')).toEqual([]);
    expect(await doorsOpenTo('Bob Guest', hours(4))).toEqual([]);

    goTo(5);
    expect(await seam.acs.users.get({ acs_user_id: userId })).toMatchObject({
      errors: [],
      warnings: [],
    });
    expect(await doorsOpenTo('Bob Guest')).toEqual(CANAL_HOUSE_DOORS);
  });

  it('do not pass on by themselves where the switch says so', async () => {
    const { seam, control, checkIn, doorsOpenTo, goTo, hours } = await openSandbox();
    await control('switches', { seats: 1, seatQueue: false });
    await checkIn('Ada Guest', 1, 5);
    const { userId } = await checkIn('Bob Guest', 2, 9);

    goTo(2);
    await doorsOpenTo('Bob Guest');
    goTo(5);
    expect(await doorsOpenTo('Bob Guest')).toEqual([]);
    await seam.acs.users.update({
      acs_user_id: userId,
      access_schedule: { starts_at: hours(2), ends_at: hours(9) },
    });
    expect(await doorsOpenTo('Bob Guest')).toEqual(CANAL_HOUSE_DOORS);
  });

  it('pass on when a user is deleted or the limit is raised', async () => {
    const { seam, control, checkIn, doorsOpenTo } = await openSandbox();
    await control('switches', { seats: 1 });
    const ada = await checkIn('Ada Guest', 0, 9);
    await checkIn('Bob Guest', 0, 9);
    await checkIn('Cyd Guest', 0, 9);

    await seam.acs.users.delete({ acs_user_id: ada.userId });
    expect(await doorsOpenTo('Bob Guest')).toEqual(CANAL_HOUSE_DOORS);
    expect(await doorsOpenTo('Cyd Guest')).toEqual([]);
    await control('switches', { seats: 2 });
    expect(await doorsOpenTo('Cyd Guest')).toEqual(CANAL_HOUSE_DOORS);
  });

  it('show on the system when they run low and when they run out', async () => {
    const { seam, control, checkIn } = await openSandbox();
    const site = () => seam.acs.systems.get({ acs_system_id: KS_SITE });
    await control('switches', { seats: 5 });
    for (let guest = 1; guest <= 4; guest += 1) await checkIn(`Guest ${guest}`, 0, 9);
    expect(await site()).toMatchObject({ errors: [], warnings: [] });

    await checkIn('Guest 5', 0, 9);
    expect(await site()).toMatchObject({
      errors: [noSeat],
      warnings: [{ warning_code: 'salto_ks_subscription_limit_almost_reached' }],
    });
    await control('switches', { seats: 6 });
    expect((await site()).errors).toEqual([]);
  });
});
