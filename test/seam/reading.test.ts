import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Call, Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { type ScriptedSeam, startScriptedSeam } from '../support/scripted-seam.ts';

import { lastPage, wireCredential, wireIdentity, wireUser } from './seam-answers.ts';

const call: Call = { deadline: Number.POSITIVE_INFINITY };

let scripted: ScriptedSeam;
let seam: Seam;

beforeEach(async () => {
  scripted = await startScriptedSeam();
  seam = connectSeam({ apiKey: 'seam_sandbox_key', endpoint: scripted.url });
});

afterEach(() => scripted.stop());

/** Answers one user, and reads it. */
async function readUser(differences: object) {
  scripted.answer({ json: { ok: true, acs_user: wireUser(differences) } });
  return seam.getUser('user-1', call);
}

describe('an access user', () => {
  it('is read in our words', async () => {
    const user = await readUser({
      user_identity_id: 'identity-1',
      access_schedule: { starts_at: '2027-05-01T15:00:00+02:00', ends_at: '2027-05-04T09:00:00Z' },
      salto_ks_metadata: { is_subscribed: true },
      is_suspended: false,
    });
    expect(user).toStrictEqual({
      id: 'user-1',
      systemId: 'system-1',
      fullName: 'R-1 Ada Guest',
      identityId: 'identity-1',
      schedule: { startsAt: '2027-05-01T13:00:00.000Z', endsAt: '2027-05-04T09:00:00.000Z' },
      isSubscribed: true,
      isSuspended: false,
      errors: [],
      warnings: [],
      pending: [],
      createdAt: '2027-05-01T10:00:00.000Z',
    });
  });

  it('brings the codes of its troubles and changes, and not their texts', async () => {
    const told = { message: 'Ada Guest has no seat', created_at: '2027-05-01T10:00:00Z' };
    expect(
      await readUser({
        errors: [{ error_code: 'salto_ks_subscription_limit_exceeded', ...told }],
        warnings: [{ warning_code: 'being_deleted', ...told }],
        pending_mutations: [
          { mutation_code: 'updating_user_information', to: { full_name: 'Ada Guest' }, ...told },
        ],
      }),
    ).toMatchObject({
      errors: ['salto_ks_subscription_limit_exceeded'],
      warnings: ['being_deleted'],
      pending: ['updating_user_information'],
    });
  });

  it('stays in trouble where the trouble’s code is not one', async () => {
    expect(await readUser({ errors: [{ error_code: 'Ada Guest, PIN 482913' }] })).toMatchObject({
      errors: ['unreadable_code'],
    });
  });

  it('holds no seat where only the old warning says so', async () => {
    const warnings = [{ warning_code: 'salto_ks_user_not_subscribed' }];
    expect(await readUser({ warnings })).toMatchObject({ isSubscribed: false });
    expect(await readUser({ warnings, salto_ks_metadata: {} })).toMatchObject({
      isSubscribed: false,
    });
  });

  it('holds a seat where Seam says so, whatever an old warning says', async () => {
    const warnings = [{ warning_code: 'salto_ks_user_not_subscribed' }];
    expect(await readUser({ warnings, salto_ks_metadata: { is_subscribed: true } })).toMatchObject({
      isSubscribed: true,
    });
  });

  it('may hold a seat or not, as on Salto Space', async () => {
    expect(await readUser({})).not.toHaveProperty('isSubscribed');
  });

  it('may be without an end, and suspended', async () => {
    const user = await readUser({
      access_schedule: { starts_at: '2027-05-01T15:00:00Z', ends_at: null },
      is_suspended: true,
    });
    expect(user).toMatchObject({ isSuspended: true });
    expect(user?.schedule).toStrictEqual({ startsAt: '2027-05-01T15:00:00.000Z' });
  });
});

describe('a credential', () => {
  it('is read in our words', async () => {
    scripted.answer({
      json: {
        ok: true,
        acs_credential: wireCredential({
          starts_at: '2027-05-01T15:00:00Z',
          ends_at: '2027-05-04T11:00:00+02:00',
          is_multi_phone_sync_credential: true,
          is_latest_desired_state_synced_with_provider: false,
        }),
      },
    });
    expect(await seam.getCredential('credential-1', call)).toStrictEqual({
      id: 'credential-1',
      systemId: 'system-1',
      userId: 'user-1',
      method: 'code',
      code: '482913',
      schedule: { startsAt: '2027-05-01T15:00:00.000Z', endsAt: '2027-05-04T09:00:00.000Z' },
      isMultiPhone: true,
      isSynced: false,
      errors: [],
      warnings: [],
      createdAt: '2027-05-01T10:00:00.000Z',
    });
  });

  it.each([null, ''])('has no PIN yet where its code is %j', async (code) => {
    scripted.answer({ json: { ok: true, acs_credential: wireCredential({ code }) } });
    const credential = await seam.getCredential('credential-1', call);
    expect(credential).not.toHaveProperty('code');
    expect(credential).not.toHaveProperty('schedule');
    expect(credential).not.toHaveProperty('isSynced');
  });
});

describe('a user identity', () => {
  it('is found by its id or by its key', async () => {
    scripted.answer({ json: { ok: true, user_identity: wireIdentity() } });
    expect(await seam.getIdentity({ id: 'identity-1' }, call)).toStrictEqual({
      id: 'identity-1',
      key: 'nightlatch:R-1',
      email: 'ada@example.com',
      accessUserIds: ['user-1'],
      errors: [],
      warnings: [],
      createdAt: '2027-05-01T10:00:00.000Z',
    });
    await seam.getIdentity({ key: 'nightlatch:R-1' }, call);
    expect(scripted.requests.map((request) => request.query)).toMatchObject([
      { user_identity_id: 'identity-1' },
      { user_identity_key: 'nightlatch:R-1' },
    ]);
  });

  it('may have neither key nor e-mail', async () => {
    const bare = wireIdentity({ user_identity_key: null, email_address: null });
    scripted.answer({ json: { ok: true, user_identity: bare } });
    const identity = await seam.getIdentity({ id: 'identity-1' }, call);
    expect(identity).not.toHaveProperty('key');
    expect(identity).not.toHaveProperty('email');
  });
});

describe('a list in pages', () => {
  const lists = [
    ['users', { acs_users: [wireUser()] }, (cursor?: string) => findUsers(cursor)],
    [
      'credentials',
      { acs_credentials: [wireCredential()] },
      (cursor?: string) => findCredentials(cursor),
    ],
    [
      'identities',
      { user_identities: [wireIdentity()] },
      (cursor?: string) => findIdentities(cursor),
    ],
  ] as const;

  const findUsers = (cursor?: string) =>
    seam.findUsers({ search: 'R-1', ...(cursor === undefined ? {} : { cursor }) }, call);
  const findCredentials = (cursor?: string) =>
    seam.findCredentials({ userId: 'user-1', ...(cursor === undefined ? {} : { cursor }) }, call);
  const findIdentities = (cursor?: string) =>
    seam.findIdentities({ search: 'R-1', ...(cursor === undefined ? {} : { cursor }) }, call);

  it.each(lists)('of %s says where its next page begins', async (_name, items, find) => {
    const pagination = { has_next_page: true, next_page_cursor: 'bmV4dA==', next_page_url: null };
    scripted.answer(
      { json: { ...items, pagination } },
      { json: { ...items, pagination: lastPage } },
    );
    expect(await find()).toMatchObject({ items: [{}], next: 'bmV4dA==' });
    expect(await find('bmV4dA==')).not.toHaveProperty('next');
    expect(scripted.requests[1]?.query).toMatchObject({ page_cursor: 'bmV4dA==' });
  });

  it.each(lists)(
    'of %s is not taken for whole without its pagination',
    async (_name, items, find) => {
      for (const pagination of [
        undefined,
        null,
        {},
        { has_next_page: true, next_page_cursor: null },
      ]) {
        scripted.answer({ json: { ...items, pagination } });
        await expect(find()).rejects.toMatchObject({ kind: 'unavailable' });
      }
    },
  );

  it.each(lists)(
    'of %s is not taken for whole with one item that cannot be read',
    async (_name, items, find) => {
      const broken = Object.fromEntries(
        Object.entries(items).map(([key, [one]]) => [key, [one, {}]]),
      );
      scripted.answer({ json: { ...broken, pagination: lastPage } });
      await expect(find()).rejects.toMatchObject({
        kind: 'unavailable',
        malformedAt: expect.stringMatching(/^\w+\.1\.\w+$/) as string,
      });
    },
  );
});

describe('a list that Seam gives at once', () => {
  const groups = (...ids: string[]) =>
    ids.map((id) => ({ acs_access_group_id: id, acs_system_id: 'system-1', name: `Floor ${id}` }));

  it('is whole without pagination', async () => {
    scripted.answer({ json: { ok: true, acs_access_groups: groups('1', '2') } });
    expect(await seam.groupsOf('user-1', call)).toEqual(['1', '2']);
    expect(scripted.requests).toHaveLength(1);
  });

  it('is read to its end should Seam begin to page it', async () => {
    const next = (cursor: string) => ({ has_next_page: true, next_page_cursor: cursor });
    scripted.answer(
      { json: { acs_access_groups: groups('1'), pagination: next('two') } },
      { json: { acs_access_groups: groups('2'), pagination: next('three') } },
      { json: { acs_access_groups: groups('3'), pagination: lastPage } },
    );
    expect(await seam.groupsOf('user-1', call)).toEqual(['1', '2', '3']);
    expect(scripted.requests.map((request) => request.query)).toMatchObject([
      { acs_user_id: 'user-1' },
      { acs_user_id: 'user-1', page_cursor: 'two' },
      { acs_user_id: 'user-1', page_cursor: 'three' },
    ]);
  });

  it('is given up where its pages go round in circles', async () => {
    const pagination = { has_next_page: true, next_page_cursor: 'two' };
    scripted.answer({ json: { acs_access_groups: groups('1'), pagination } });
    await expect(seam.groupsOf('user-1', call)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(scripted.requests).toHaveLength(2);
  });

  it('may be of systems, credential managers, entrances, users or enrollments', async () => {
    const system = { acs_system_id: 'system-1', name: 'Main Site', external_type: 'salto_ks_site' };
    scripted.answer({
      json: {
        ok: true,
        acs_systems: [{ ...system, is_credential_manager: true, errors: [], warnings: [] }],
        acs_entrances: [{ acs_entrance_id: 'entrance-1', display_name: 'Front door' }],
        acs_users: [wireUser()],
        enrollment_automations: [{ enrollment_automation_id: 'enrollment-1' }],
      },
    });
    const read = { id: 'system-1', name: 'Main Site', externalType: 'salto_ks_site' };
    expect(await seam.listSystems(call)).toEqual([
      { ...read, isCredentialManager: true, errors: [], warnings: [] },
    ]);
    expect(await seam.listCredentialManagers('system-2', call)).toMatchObject([read]);
    const entrance = { id: 'entrance-1', name: 'Front door' };
    expect(await seam.listEntrances('group-1', call)).toEqual([entrance]);
    expect(await seam.entrancesOf('user-1', call)).toEqual([entrance]);
    expect(await seam.usersOfIdentity('identity-1', call)).toMatchObject([{ id: 'user-1' }]);
    expect(await seam.listEnrollments('identity-1', call)).toEqual(['enrollment-1']);
  });
});

describe('what is created', () => {
  const schedule = { startsAt: '2027-05-01T13:00:00.000Z', endsAt: '2027-05-04T09:00:00.000Z' };

  it('is asked for with the parameters of Seam’s guides', async () => {
    scripted.answer({
      json: {
        ok: true,
        acs_user: wireUser(),
        acs_credential: wireCredential(),
        user_identity: wireIdentity(),
        enrollment_automation: { enrollment_automation_id: 'enrollment-1' },
      },
    });
    await seam.createIdentity({ key: 'nightlatch:R-1', email: 'ada@example.com' }, call);
    await seam.launchEnrollment({ identityId: 'identity-1', managerId: 'system-2' }, call);
    await seam.createUser(
      {
        systemId: 'system-1',
        fullName: 'R-1',
        identityId: 'identity-1',
        schedule,
        phone: '+15555550100',
      },
      call,
    );
    await seam.joinGroup('user-1', 'group-1', call);
    await seam.createCredential(
      { userId: 'user-1', method: 'mobile_key', isMultiPhone: true },
      call,
    );
    expect(scripted.requests.map(({ path, body }) => [path, body])).toEqual([
      [
        '/user_identities/create',
        { user_identity_key: 'nightlatch:R-1', email_address: 'ada@example.com' },
      ],
      [
        '/user_identities/enrollment_automations/launch',
        {
          user_identity_id: 'identity-1',
          create_credential_manager_user: true,
          credential_manager_acs_system_id: 'system-2',
        },
      ],
      [
        '/acs/users/create',
        {
          acs_system_id: 'system-1',
          full_name: 'R-1',
          user_identity_id: 'identity-1',
          access_schedule: { starts_at: schedule.startsAt, ends_at: schedule.endsAt },
          phone_number: '+15555550100',
        },
      ],
      ['/acs/users/add_to_access_group', { acs_user_id: 'user-1', acs_access_group_id: 'group-1' }],
      [
        '/acs/credentials/create',
        {
          acs_user_id: 'user-1',
          access_method: 'mobile_key',
          is_multi_phone_sync_credential: true,
        },
      ],
    ]);
  });

  it('may name its doors and its window, as a Latch key does', async () => {
    scripted.answer({ json: { ok: true, acs_credential: wireCredential() } });
    const entranceIds = ['entrance-1', 'entrance-2'];
    await seam.createCredential({ userId: 'user-1', method: 'code', entranceIds, schedule }, call);
    await seam.updateCredential('credential-1', { endsAt: schedule.endsAt }, call);
    expect(scripted.requests.map((request) => request.body)).toEqual([
      {
        acs_user_id: 'user-1',
        access_method: 'code',
        allowed_acs_entrance_ids: entranceIds,
        starts_at: schedule.startsAt,
        ends_at: schedule.endsAt,
      },
      { acs_credential_id: 'credential-1', ends_at: schedule.endsAt },
    ]);
  });

  it('moves its window with both ends, and its name without', async () => {
    scripted.answer({ json: { ok: true } });
    await seam.updateUser('user-1', { schedule }, call);
    await seam.updateUser('user-1', { fullName: 'R-1 Ada B. Guest' }, call);
    expect(scripted.requests.map((request) => request.body)).toEqual([
      {
        acs_user_id: 'user-1',
        access_schedule: { starts_at: schedule.startsAt, ends_at: schedule.endsAt },
      },
      { acs_user_id: 'user-1', full_name: 'R-1 Ada B. Guest' },
    ]);
  });

  it('is asked for with the workspace’s key', async () => {
    scripted.answer({ json: { ok: true, acs_user: wireUser() } });
    await seam.createUser({ systemId: 'system-1', fullName: 'R-1' }, call);
    expect(scripted.requests[0]?.authorization).toBe('Bearer seam_sandbox_key');
  });
});
