import { describe, expect, it } from 'vitest';

import { seamRoutes } from '../../sandbox/routes/index.ts';

import { differences, documentedVerbs } from './openapi-schema.ts';
import {
  CANAL_HOUSE,
  CREDENTIAL_MANAGER,
  KS_SITE,
  LATCH_BUILDING,
  LOFT_1,
  openSandbox,
  QUAY_WING,
  type Rig,
  SPACE_SYSTEM,
} from './sandbox-rig.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Posts to Seam's routes, holds every answer against Seam's document, and remembers where it went. */
function conformingClient({ send }: Rig) {
  const visited = new Set<string>();
  const post = async (path: string, body: Fields = {}): Promise<Fields> => {
    const reply = await send('POST', path, body);
    expect(reply, path).toMatchObject({ status: 200, body: { ok: true } });
    expect(differences(path, reply.body), path).toEqual([]);
    visited.add(path);
    return fieldsOf(reply.body);
  };
  return { post, visited };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value))
    : {};
}

/** Asks for everything that can be read, about one guest. */
async function readEverything(post: (path: string, body?: Fields) => Promise<Fields>, ids: Fields) {
  const { acs_user_id, acs_credential_id, user_identity_id, enrollment_automation_id } = ids;
  await post('/acs/systems/list');
  await post('/acs/systems/get', { acs_system_id: KS_SITE });
  await post('/acs/systems/list_compatible_credential_manager_acs_systems', {
    acs_system_id: KS_SITE,
  });
  await post('/acs/users/list', { acs_system_id: KS_SITE, limit: 1 });
  await post('/acs/users/get', { acs_user_id });
  await post('/acs/users/list_accessible_entrances', { acs_user_id });
  await post('/acs/access_groups/list');
  await post('/acs/access_groups/get', { acs_access_group_id: CANAL_HOUSE });
  await post('/acs/access_groups/list_users', { acs_access_group_id: CANAL_HOUSE });
  await post('/acs/access_groups/list_accessible_entrances', { acs_access_group_id: CANAL_HOUSE });
  await post('/acs/credentials/list', { limit: 1 });
  await post('/acs/credentials/get', { acs_credential_id });
  await post('/acs/credentials/list_accessible_entrances', { acs_credential_id });
  await post('/acs/entrances/list');
  await post('/acs/entrances/get', { acs_entrance_id: LOFT_1 });
  await post('/user_identities/list', { limit: 1 });
  await post('/user_identities/get', { user_identity_id });
  await post('/user_identities/list_acs_users', { user_identity_id });
  await post('/user_identities/list_acs_systems', { user_identity_id });
  await post('/user_identities/list_accessible_entrances', { user_identity_id });
  await post('/user_identities/enrollment_automations/get', { enrollment_automation_id });
  await post('/user_identities/enrollment_automations/list', { user_identity_id });
  await post('/events/list', { since: '2026-01-01T00:00:00Z' });
  await post('/phones/list');
  await post('/workspaces/get');
}

/** Has events sent somewhere, and no more. */
async function keepWebhook(post: (path: string, body?: Fields) => Promise<Fields>) {
  const wanted = { url: 'https://example.com/webhooks/seam', event_types: ['acs_user.deleted'] };
  const { webhook_id } = fieldsOf((await post('/webhooks/create', wanted))['webhook']);
  await post('/webhooks/list');
  await post('/webhooks/update', { webhook_id, event_types: ['acs_credential.deleted'] });
  await post('/webhooks/get', { webhook_id });
  await post('/webhooks/delete', { webhook_id });
}

describe('the sandbox and Seam’s OpenAPI document', () => {
  it('agree on every route and the verb of Seam’s client', () => {
    for (const { path, verb } of seamRoutes.values()) {
      expect(documentedVerbs(path), path).toEqual(
        expect.arrayContaining(['post', verb.toLowerCase()]),
      );
    }
  });

  it('agree on every answer in the life of a guest', async () => {
    const rig = await openSandbox();
    const { post, visited } = conformingClient(rig);
    const access_schedule = { starts_at: rig.hours(3), ends_at: rig.hours(23) };
    const identity = fieldsOf(
      (await post('/user_identities/create', { email_address: 'ada@example.com' }))[
        'user_identity'
      ],
    );
    const { user_identity_id } = identity;
    await post('/user_identities/update', { user_identity_id, full_name: 'Ada Guest' });
    const enrollment = await post('/user_identities/enrollment_automations/launch', {
      user_identity_id,
      credential_manager_acs_system_id: CREDENTIAL_MANAGER,
      create_credential_manager_user: true,
    });
    const { enrollment_automation_id } = fieldsOf(enrollment['enrollment_automation']);
    const created = await post('/acs/users/create', {
      acs_system_id: KS_SITE,
      full_name: 'R-1',
      email_address: 'ada@example.com',
      user_identity_id,
      access_schedule,
    });
    const { acs_user_id } = fieldsOf(created['acs_user']);
    await post('/acs/users/add_to_access_group', { acs_user_id, acs_access_group_id: CANAL_HOUSE });
    await post('/acs/users/update', {
      acs_user_id,
      access_schedule: { ...access_schedule, ends_at: rig.hours(30) },
    });
    await post('/acs/users/suspend', { acs_user_id });
    await post('/acs/users/unsuspend', { acs_user_id });
    const issued = await post('/acs/credentials/create', { acs_user_id, access_method: 'code' });
    const { acs_credential_id } = fieldsOf(issued['acs_credential']);
    await post('/acs/credentials/unassign', { acs_credential_id, acs_user_id });
    await post('/acs/credentials/assign', { acs_credential_id, acs_user_id });
    await post('/acs/credentials/update', { acs_credential_id, ends_at: rig.hours(30) });

    await readEverything(post, {
      acs_user_id,
      acs_credential_id,
      user_identity_id,
      enrollment_automation_id,
    });

    const membership = { acs_user_id, acs_access_group_id: CANAL_HOUSE };
    await post('/acs/access_groups/remove_user', membership);
    await post('/acs/access_groups/add_user', membership);
    await post('/acs/users/remove_from_access_group', membership);
    await post('/user_identities/remove_acs_user', { user_identity_id, acs_user_id });
    await post('/user_identities/add_acs_user', { user_identity_id, acs_user_id });
    await post('/acs/users/revoke_access_to_all_entrances', { acs_user_id });
    await post('/acs/credentials/delete', { acs_credential_id });
    await post('/acs/users/delete', { acs_user_id });
    await post('/user_identities/enrollment_automations/delete', { enrollment_automation_id });
    await post('/user_identities/delete', { user_identity_id });
    await keepWebhook(post);
    expect([...visited].toSorted()).toEqual([...seamRoutes.keys()].toSorted());
  });

  it('agree on objects in trouble: pending, failing, warned of, and being deleted', async () => {
    const rig = await openSandbox();
    const { post } = conformingClient(rig);
    const site = { acs_system_id: KS_SITE };
    const refused = await rig.checkIn('Bob Guest', 0, 3);
    await rig.control('behind', { acs_user_id: refused.userId, do: 'remove' });
    await rig.control('switches', { seats: 1 });
    await rig.checkIn('Cyd Guest', 0, 3);
    const { userId } = await rig.checkIn('Dee Guest', 0, 3);
    await rig.control('switches', {
      mutationDelayMs: 1_000,
      deletionDelayMs: 1_000,
      codeDelayMs: 1_000,
    });
    const groups = [CANAL_HOUSE];
    const eve = await post('/acs/users/create', {
      ...site,
      full_name: 'Eve Guest',
      acs_access_group_ids: groups,
    });
    const { acs_user_id } = fieldsOf(eve['acs_user']);
    await post('/acs/credentials/create', { acs_user_id, access_method: 'code' });
    await post('/acs/users/update', {
      acs_user_id,
      full_name: 'Eve Renamed',
      access_schedule: null,
    });
    await post('/acs/users/suspend', { acs_user_id });
    await post('/acs/users/delete', { acs_user_id: userId });

    const users = await post('/acs/users/list', site);
    const codes = JSON.stringify(users).matchAll(/"(?:error|warning|mutation)_code":"(\w+)"/g);
    expect([...new Set(Array.from(codes, ([, code]) => String(code)))].toSorted()).toEqual([
      'being_deleted',
      'creating',
      'deleted_externally',
      'deleting',
      'salto_ks_subscription_limit_exceeded',
      'salto_ks_user_not_subscribed',
      'updating_access_schedule',
      'updating_group_membership',
      'updating_suspension_state',
      'updating_user_information',
    ]);
    await post('/acs/systems/get', site);
    await post('/acs/credentials/list');
  });

  it('agree on lists that lag behind', async () => {
    const rig = await openSandbox();
    const { post } = conformingClient(rig);
    const { userId } = await rig.checkIn('Ada Guest', 0, 3);
    await rig.control('lists-lag', { seconds: 60 });
    const { userId: unlisted } = await rig.checkIn('Bob Guest', 0, 3);
    await post('/acs/users/delete', { acs_user_id: userId });
    const { acs_users: users } = await post('/acs/users/list', { acs_system_id: KS_SITE });
    const { acs_credentials: credentials } = await post('/acs/credentials/list');
    expect([users, credentials]).toEqual([[expect.anything()], [expect.anything()]]);
    await post('/acs/access_groups/list', { acs_user_id: unlisted });
    await post('/acs/users/list_accessible_entrances', { acs_user_id: unlisted });
  });

  it('agree on the users and credentials of every maker', async () => {
    const rig = await openSandbox();
    const { post, visited } = conformingClient(rig);
    for (const acs_system_id of [SPACE_SYSTEM, LATCH_BUILDING]) {
      const created = await post('/acs/users/create', { acs_system_id, full_name: 'Ada Guest' });
      const { acs_user_id } = fieldsOf(created['acs_user']);
      const entrances =
        acs_system_id === LATCH_BUILDING ? { allowed_acs_entrance_ids: [LOFT_1] } : {};
      await post('/acs/credentials/create', {
        acs_user_id,
        access_method: 'mobile_key',
        ...entrances,
      });
      await post('/acs/users/delete', { acs_user_id });
    }
    await post('/acs/access_groups/get', { acs_access_group_id: QUAY_WING });
    await post('/events/list', { since: rig.hours(0), event_type: 'acs_user.deleted' });
    expect(visited.size).toBe(5);
  });

  it('disagree when an answer has a field of our own invention, or lacks one', () => {
    const workspace = { workspace_id: 'not-a-uuid', mascot: 'an owl' };

    expect(differences('/workspaces/get', { workspace, ok: true })).toEqual(
      expect.arrayContaining([
        'body.workspace.name is missing',
        'body.workspace.workspace_id is no uuid: not-a-uuid',
        "body.workspace.mascot is not in Seam's document",
      ]),
    );
  });
});
