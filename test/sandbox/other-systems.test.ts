import { describe, expect, it } from 'vitest';

import {
  LATCH_BUILDING,
  LOFT_1,
  openSandbox,
  QUAY_WING,
  SPACE_SYSTEM,
  type Rig,
} from './sandbox-rig.ts';

const QUAY_DOORS = ['Quay Entrance', 'Quay Lift', 'Room 101'];

/** A user of the Salto Space system who may enter the Quay Wing. */
async function spaceGuest({ seam, hours }: Rig, details: { readonly phone_number?: string }) {
  const user = await seam.acs.users.create({
    acs_system_id: SPACE_SYSTEM,
    full_name: 'Ada Guest',
    access_schedule: { starts_at: hours(3), ends_at: hours(23) },
    acs_access_group_ids: [QUAY_WING],
    ...details,
  });
  return user.acs_user_id;
}

describe('a Salto Space system', () => {
  it('lets a mobile key in at any time, whatever the schedule says', async () => {
    const rig = await openSandbox();
    const acs_user_id = await spaceGuest(rig, { phone_number: '+15555550100' });
    await rig.seam.acs.credentials.create({ acs_user_id, access_method: 'mobile_key' });

    expect(await rig.doorsOpenTo('Ada Guest')).toEqual(QUAY_DOORS);
    expect(await rig.doorsOpenTo('Ada Guest', rig.hours(48))).toEqual(QUAY_DOORS);
    await rig.seam.acs.users.delete({ acs_user_id });
    expect(await rig.doorsOpenTo('Ada Guest')).toEqual([]);
  });

  it('honours the schedule where the switch says so', async () => {
    const rig = await openSandbox();
    await rig.control('switches', { spaceHonoursSchedule: true });
    const acs_user_id = await spaceGuest(rig, { phone_number: '+15555550100' });
    await rig.seam.acs.credentials.create({ acs_user_id, access_method: 'mobile_key' });

    expect(await rig.doorsOpenTo('Ada Guest')).toEqual([]);
    expect(await rig.doorsOpenTo('Ada Guest', rig.hours(3))).toEqual(QUAY_DOORS);
  });

  it('gives a user one card and one mobile key, and no PIN', async () => {
    const rig = await openSandbox();
    const { credentials } = rig.seam.acs;
    const acs_user_id = await spaceGuest(rig, { phone_number: '+15555550100' });
    const key = await credentials.create({ acs_user_id, access_method: 'mobile_key' });
    await credentials.create({ acs_user_id, access_method: 'card' });

    for (const access_method of ['mobile_key', 'card'] as const) {
      const second = credentials.create({ acs_user_id, access_method });
      await expect(second).rejects.toMatchObject({
        statusCode: 400,
        code: 'credential_limit_reached',
      });
    }
    const pin = credentials.create({ acs_user_id, access_method: 'code' });
    await expect(pin).rejects.toMatchObject({ code: 'not_supported' });

    await credentials.delete({ acs_credential_id: key.acs_credential_id });
    await credentials.create({ acs_user_id, access_method: 'mobile_key' });
    await expect(credentials.list({ acs_user_id })).resolves.toHaveLength(2);
  });

  it('cannot deliver a mobile key without a phone number, and says so', async () => {
    const rig = await openSandbox();
    const acs_user_id = await spaceGuest(rig, {});
    const key = await rig.seam.acs.credentials.create({ acs_user_id, access_method: 'mobile_key' });

    expect(key.warnings).toMatchObject([{ warning_code: 'unknown_issue_with_acs_credential' }]);
    expect(await rig.doorsOpenTo('Ada Guest')).toEqual([]);
  });
});

describe('a Latch building', () => {
  const latchKey = async ({ seam, hours }: Rig) => {
    const { acs_user_id } = await seam.acs.users.create({
      acs_system_id: LATCH_BUILDING,
      full_name: 'Ada Guest',
    });
    return seam.acs.credentials.create({
      acs_user_id,
      access_method: 'mobile_key',
      is_multi_phone_sync_credential: true,
      allowed_acs_entrance_ids: [LOFT_1],
      starts_at: hours(3),
      ends_at: hours(23),
    });
  };

  it('opens the entrances of the credential between the times of the credential', async () => {
    const rig = await openSandbox();
    await latchKey(rig);

    expect(await rig.doorsOpenTo('Ada Guest')).toEqual([]);
    expect(await rig.doorsOpenTo('Ada Guest', rig.hours(3))).toEqual(['Loft 1']);
    expect(await rig.doorsOpenTo('Ada Guest', rig.hours(23))).toEqual([]);
  });

  it('moves the end of a credential, and nothing else of it', async () => {
    const rig = await openSandbox();
    const { acs_credential_id } = await latchKey(rig);
    const { credentials } = rig.seam.acs;
    await credentials.update({ acs_credential_id, ends_at: rig.hours(30) });

    expect(await rig.doorsOpenTo('Ada Guest', rig.hours(29))).toEqual(['Loft 1']);
    const code = credentials.update({ acs_credential_id, code: '123456' });
    await expect(code).rejects.toMatchObject({ code: 'not_supported' });
    const past = credentials.update({ acs_credential_id, ends_at: rig.hours(-1) });
    await expect(past).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('needs entrances, and one only for a PIN', async () => {
    const { seam } = await openSandbox();
    const { acs_user_id } = await seam.acs.users.create({
      acs_system_id: LATCH_BUILDING,
      full_name: 'Ada Guest',
    });
    const create = (entrances: string[]) =>
      seam.acs.credentials.create({
        acs_user_id,
        access_method: 'code',
        allowed_acs_entrance_ids: entrances,
      });

    await expect(create([])).rejects.toMatchObject({ code: 'invalid_input' });
    const twoDoors = [LOFT_1, LOFT_1.replace(/2$/, '3')];
    await expect(create(twoDoors)).rejects.toMatchObject({ code: 'not_supported' });
    await expect(create([LOFT_1])).resolves.toMatchObject({
      code: expect.stringMatching(/^\d{6}$/),
    });
  });
});
