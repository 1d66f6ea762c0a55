import { describe, expect, it } from 'vitest';

import {
  CANAL_HOUSE,
  CANAL_HOUSE_DOORS,
  CREDENTIAL_MANAGER,
  KS_SITE,
  NOBODY,
  openSandbox,
  type Rig,
} from './sandbox-rig.ts';

const LAUNCH = '/user_identities/enrollment_automations/launch';

/** A guest of the Salto KS site with an identity and a mobile key, as Seam's guide makes one. */
async function mobileGuest({ seam }: Rig, identity: Readonly<Record<string, string>>) {
  const { user_identity_id } = await seam.userIdentities.create(identity);
  const { acs_user_id } = await seam.acs.users.create({
    user_identity_id,
    acs_system_id: KS_SITE,
    full_name: 'R-1',
    acs_access_group_ids: [CANAL_HOUSE],
  });
  const key = await seam.acs.credentials.create({
    acs_user_id,
    access_method: 'mobile_key',
    is_multi_phone_sync_credential: true,
  });
  return { user_identity_id, acs_user_id, key };
}

describe('a user identity', () => {
  it('carries a mobile key to the guest’s phone', async () => {
    const rig = await openSandbox();
    const { user_identity_id, acs_user_id, key } = await mobileGuest(rig, {
      email_address: 'ada@example.com',
    });

    expect(key).toMatchObject({ warnings: [], user_identity_id });
    expect(await rig.doorsOpenTo('R-1')).toEqual(CANAL_HOUSE_DOORS);
    const found = await rig.seam.acs.users.get({ user_identity_id, acs_system_id: KS_SITE });
    expect(found).toMatchObject({ acs_user_id, user_identity_email_address: 'ada@example.com' });
  });

  it('without an e-mail address carries no Salto KS mobile key', async () => {
    const rig = await openSandbox();
    const { key, user_identity_id } = await mobileGuest(rig, { full_name: 'Ada Guest' });

    expect(key.warnings).toHaveLength(1);
    expect(await rig.doorsOpenTo('R-1')).toEqual([]);
    await rig.seam.userIdentities.update({ user_identity_id, email_address: 'ada@example.com' });
    expect(await rig.doorsOpenTo('R-1')).toEqual(CANAL_HOUSE_DOORS);
  });

  it.each([
    { field: 'user_identity_key', value: 'nightlatch:R-1' },
    { field: 'email_address', value: 'ada@example.com' },
    { field: 'phone_number', value: '+15555550100' },
  ])('has its $field to itself', async ({ field, value }) => {
    const { seam, control } = await openSandbox();
    const create = () => seam.userIdentities.create({ [field]: value });
    const { user_identity_id } = await create();

    await expect(create()).rejects.toMatchObject({
      statusCode: 409,
      code: 'user_identity_already_exists',
    });
    await control('switches', { duplicateIdentityStatus: 400 });
    await expect(create()).rejects.toMatchObject({ statusCode: 400 });
    await seam.userIdentities.delete({ user_identity_id });
    await expect(create()).resolves.toMatchObject({ [field]: value });
  });

  it('is found by its key, and by it alone', async () => {
    const { seam } = await openSandbox();
    const made = await seam.userIdentities.create({ user_identity_key: 'nightlatch:R-1' });
    const found = await seam.userIdentities.get({ user_identity_key: 'nightlatch:R-1' });

    expect(found.user_identity_id).toBe(made.user_identity_id);
    const other = seam.userIdentities.get({ user_identity_key: 'nightlatch:R-10' });
    await expect(other).rejects.toMatchObject({ statusCode: 404, code: 'user_identity_not_found' });
  });

  it('takes its users and their credentials with it', async () => {
    const rig = await openSandbox();
    const { user_identity_id } = await mobileGuest(rig, { email_address: 'ada@example.com' });
    await rig.seam.userIdentities.delete({ user_identity_id });

    expect(await rig.doorsOpenTo('R-1')).toEqual([]);
    await expect(rig.seam.acs.users.list()).resolves.toEqual([]);
    await expect(rig.seam.acs.credentials.list()).resolves.toEqual([]);
  });

  it('stays while one of its users will not go', async () => {
    const rig = await openSandbox();
    const guest = await mobileGuest(rig, { email_address: 'ada@example.com' });
    await rig.control('stick', { id: guest.acs_user_id });
    await rig.seam.userIdentities.delete({ user_identity_id: guest.user_identity_id });

    const [identity] = await rig.seam.userIdentities.list();
    expect(identity).toMatchObject({
      acs_user_ids: [guest.acs_user_id],
      errors: [{ error_code: 'issue_with_acs_user', acs_user_id: guest.acs_user_id }],
    });
  });

  it('may have a second user in an access system, or not, by switch', async () => {
    const rig = await openSandbox();
    const { user_identity_id } = await mobileGuest(rig, { email_address: 'ada@example.com' });
    const second = () =>
      rig.seam.acs.users.create({ user_identity_id, acs_system_id: KS_SITE, full_name: 'R-2' });

    await expect(second()).resolves.toMatchObject({ full_name: 'R-2', errors: [] });
    await rig.control('switches', { secondUserPerIdentity: 'refused' });
    await expect(second()).rejects.toMatchObject({
      statusCode: 400,
      code: 'user_identity_already_has_acs_user',
    });
    await expect(rig.seam.acs.users.list()).resolves.toHaveLength(2);
  });

  it('must be known when a user is made for it', async () => {
    const { seam } = await openSandbox();
    const user = seam.acs.users.create({
      user_identity_id: NOBODY,
      acs_system_id: KS_SITE,
      full_name: 'R-1',
    });

    await expect(user).rejects.toMatchObject({ statusCode: 400, code: 'user_identity_not_found' });
  });

  it('is linked to a user and freed from it', async () => {
    const { seam } = await openSandbox();
    const { acs_user_id } = await seam.acs.users.create({
      acs_system_id: KS_SITE,
      full_name: 'R-1',
    });
    await seam.userIdentities.addAcsUser({ acs_user_id, user_identity_key: 'nightlatch:R-1' });
    const identity = await seam.userIdentities.get({ user_identity_key: 'nightlatch:R-1' });
    expect(identity).toMatchObject({ acs_user_ids: [acs_user_id], full_name: 'R-1' });

    const { user_identity_id } = identity;
    await seam.userIdentities.removeAcsUser({ acs_user_id, user_identity_id });
    await expect(seam.userIdentities.listAcsUsers({ user_identity_id })).resolves.toEqual([]);
  });

  it('links a user that has its phone number, instead of making another', async () => {
    const { seam } = await openSandbox();
    const phone_number = '+15555550100';
    const known = await seam.acs.users.create({
      acs_system_id: KS_SITE,
      full_name: 'R-1',
      phone_number,
    });
    const { user_identity_id } = await seam.userIdentities.create({ phone_number });
    await seam.acs.accessGroups.addUser({ user_identity_id, acs_access_group_id: CANAL_HOUSE });

    const [member, ...others] = await seam.acs.accessGroups.listUsers({
      acs_access_group_id: CANAL_HOUSE,
    });
    expect(others).toEqual([]);
    expect(member).toMatchObject({ acs_user_id: known.acs_user_id, user_identity_id });
  });
});

describe('an enrollment automation', () => {
  const launchFor = async ({ seam, send }: Rig) => {
    const { user_identity_id } = await seam.userIdentities.create({
      email_address: 'ada@example.com',
    });
    const [manager] = await seam.acs.systems.listCompatibleCredentialManagerAcsSystems({
      acs_system_id: KS_SITE,
    });
    const reply = () =>
      send('POST', LAUNCH, {
        user_identity_id,
        create_credential_manager_user: true,
        credential_manager_acs_system_id: manager?.acs_system_id,
      });
    return { user_identity_id, reply };
  };

  it('makes a user of the credential manager for the identity', async () => {
    const rig = await openSandbox();
    const { user_identity_id, reply } = await launchFor(rig);
    const enrollment_automation = {
      user_identity_id,
      credential_manager_acs_system_id: CREDENTIAL_MANAGER,
    };

    expect(await reply()).toMatchObject({ status: 200, body: { enrollment_automation, ok: true } });
    const users = await rig.seam.userIdentities.listAcsUsers({ user_identity_id });
    expect(users).toMatchObject([{ acs_system_id: CREDENTIAL_MANAGER, warnings: [], errors: [] }]);
    const objects = await rig.send('GET', '/_sandbox/objects');
    expect(objects.body).toMatchObject({
      acs_users: users,
      enrollment_automations: [enrollment_automation],
    });
  });

  it('is a second one when launched again, or refused, by switch', async () => {
    const rig = await openSandbox();
    const { user_identity_id, reply } = await launchFor(rig);
    await reply();
    await reply();
    const list = `/user_identities/enrollment_automations/list?user_identity_id=${user_identity_id}`;
    const { body } = await rig.send('GET', list);
    expect(body).toMatchObject({ enrollment_automations: [expect.anything(), expect.anything()] });

    await rig.control('switches', { relaunchEnrollment: 'refused' });
    expect(await reply()).toMatchObject({
      status: 400,
      body: { error: { type: 'enrollment_automation_already_exists' } },
    });
  });

  it('is gone from the API where the switch says so, and not in Seam’s words', async () => {
    const rig = await openSandbox();
    await rig.control('switches', { enrollmentGone: true });
    const { reply } = await launchFor(rig);

    expect(await reply()).toMatchObject({
      status: 404,
      body: { error: 'Not Found', message: `Route POST:${LAUNCH} not found` },
    });
  });

  it('keeps the identity from being deleted where the switch says so', async () => {
    const rig = await openSandbox();
    await rig.control('switches', { enrollmentBlocksIdentityDelete: true });
    const { user_identity_id, reply } = await launchFor(rig);
    await reply();

    const refused = rig.seam.userIdentities.delete({ user_identity_id });
    await expect(refused).rejects.toMatchObject({ statusCode: 400 });
  });
});
