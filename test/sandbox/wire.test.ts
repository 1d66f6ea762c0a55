import { isSeamHttpApiError, isSeamHttpInvalidInputError } from '@seamapi/http';
import { describe, expect, it } from 'vitest';

import { seamRoutes } from '../../sandbox/routes/index.ts';

import { CANAL_HOUSE, CREDENTIAL_MANAGER, KS_SITE, NOBODY, openSandbox } from './sandbox-rig.ts';

describe('a request', () => {
  it.each([
    { method: 'POST', path: '/acs/users/list', body: { acs_system_id: KS_SITE, limit: 1 } },
    { method: 'GET', path: `/acs/users/list?acs_system_id=${KS_SITE}&limit=1&_strict=true` },
  ])('by $method carries its parameters its own way', async ({ method, path, body }) => {
    const { send, checkIn } = await openSandbox();
    await checkIn('Ada Guest', 0, 1);
    await checkIn('Bob Guest', 0, 1);

    expect(await send(method, path, body)).toMatchObject({
      status: 200,
      body: { acs_users: [{ full_name: 'Ada Guest' }], pagination: { has_next_page: true } },
    });
  });

  it('repeats a parameter for each value of a list, and leaves it empty for null', async () => {
    const { seam, send } = await openSandbox();
    const all = await seam.acs.entrances.list();
    const [first, second] = all.map((entrance) => entrance.acs_entrance_id);
    const two = await send(
      'GET',
      `/acs/entrances/list?acs_entrance_ids=${first}&acs_entrance_ids=${second}&page_cursor=`,
    );
    const one = await send('GET', `/acs/entrances/list?acs_entrance_ids=${first}`);

    expect(two.body).toMatchObject({ acs_entrances: all.slice(0, 2) });
    expect(one.body).toMatchObject({ acs_entrances: all.slice(0, 1) });
  });

  it('is taken by POST and by the verb of Seam’s client, and by no other', async () => {
    const { send } = await openSandbox();
    for (const { path, verb } of seamRoutes.values()) {
      for (const method of ['POST', verb]) {
        expect((await send(method, path, method === 'GET' ? undefined : {})).status, path).not.toBe(
          405,
        );
      }
      const other = verb === 'PATCH' ? 'PUT' : 'PATCH';
      expect(await send(other, path, {}), path).toMatchObject({
        status: 405,
        body: { error: { type: 'method_not_allowed' } },
      });
    }
  });

  it('stands in the ledger with what was asked and when, without its key', async () => {
    const { seam, requests, hours, goTo } = await openSandbox();
    goTo(1);
    await seam.acs.users.create({ acs_system_id: KS_SITE, full_name: 'Ada Guest' });
    await expect(seam.acs.users.get({ acs_user_id: NOBODY })).rejects.toMatchObject({
      statusCode: 404,
    });
    const ledger = await requests();

    expect(ledger).toMatchObject([
      {
        method: 'POST',
        route: '/acs/users/create',
        parameters: { acs_system_id: KS_SITE, full_name: 'Ada Guest' },
        arrived_at: hours(1),
        committed_at: hours(1),
        answered_at: hours(1),
        status: 200,
        fault: null,
      },
      { method: 'GET', parameters: { acs_user_id: NOBODY }, status: 404, committed_at: null },
    ]);
    expect(JSON.stringify(ledger)).not.toContain('seam_a');
  });
});

describe('an answer', () => {
  it('names its request, also when it is an error', async () => {
    const { seam, send } = await openSandbox();
    const reply = await send('POST', '/acs/systems/list');
    expect(reply.headers.get('seam-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);

    const error: unknown = await seam.acs.users
      .get({ acs_user_id: NOBODY })
      .catch((thrown: unknown) => thrown);
    expect(isSeamHttpApiError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'acs_user_not_found',
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it.each([
    { authorization: undefined },
    { authorization: 'Bearer not_seam' },
    { authorization: 'Basic c2VhbV9hOg==' },
  ])('is 401 for the authorization $authorization', async ({ authorization }) => {
    const { url } = await openSandbox();
    const headers = authorization === undefined ? {} : { authorization };
    const response = await fetch(`${url}/acs/systems/list`, { method: 'POST', headers });

    expect(response.status).toBe(401);
    expect(response.headers.get('seam-request-id')).not.toBeNull();
    expect(await response.json()).toMatchObject({ error: { type: 'unauthorized' }, ok: false });
  });

  it('lists each fault of the input in Seam’s words', async () => {
    const { seam, send } = await openSandbox();
    const none = await send('POST', '/acs/users/create', {});
    expect(none.body).toEqual({
      error: {
        type: 'invalid_input',
        message: '2 Input Errors: full_name is required, acs_system_id is required',
        validation_errors: {
          _errors: [],
          full_name: { _errors: ['Required'] },
          acs_system_id: { _errors: ['Required'] },
        },
        data: {},
      },
      ok: false,
    });

    const malformed = { acs_system_id: KS_SITE, full_name: 'Ada Guest', email_address: 'nowhere' };
    const error: unknown = await seam.acs.users
      .create(malformed)
      .catch((thrown: unknown) => thrown);
    expect(
      isSeamHttpInvalidInputError(error) && error.getValidationErrorMessages('email_address'),
    ).toEqual(['Invalid email']);
  });

  it.each([
    {
      path: '/acs/users/get',
      body: { acs_user_id: '123' },
      message: 'Invalid uuid for "acs_user_id"',
    },
    { path: '/acs/users/list', body: { page_cursor: 'nonsense' }, message: 'Invalid page_cursor' },
    {
      path: '/acs/users/get',
      body: {},
      message: 'Provide acs_user_id, or user_identity_id and acs_system_id',
    },
    { path: '/acs/users/get', body: [], message: 'The body must be a JSON object' },
    { path: '/events/list', body: {}, message: 'Provide either since or between' },
  ])('refuses $body at $path: $message', async ({ path, body, message }) => {
    const { send } = await openSandbox();

    expect(await send('POST', path, body)).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_input', message } },
    });
  });

  it.each([
    { path: '/acs/systems/get', body: { acs_system_id: NOBODY }, type: 'acs_system_not_found' },
    { path: '/acs/users/delete', body: { acs_user_id: NOBODY }, type: 'acs_user_not_found' },
    {
      path: '/acs/access_groups/get',
      body: { acs_access_group_id: NOBODY },
      type: 'acs_access_group_not_found',
    },
    {
      path: '/acs/credentials/delete',
      body: { acs_credential_id: NOBODY },
      type: 'acs_credential_not_found',
    },
    {
      path: '/acs/entrances/get',
      body: { acs_entrance_id: NOBODY },
      type: 'acs_entrance_not_found',
    },
    {
      path: '/user_identities/get',
      body: { user_identity_id: NOBODY },
      type: 'user_identity_not_found',
    },
  ])('knows nobody of that id at $path', async ({ path, body, type }) => {
    const { send } = await openSandbox();

    expect(await send('POST', path, body)).toMatchObject({
      status: 404,
      body: { error: { type } },
    });
  });

  it('about an unknown user is 404 or 400, by switch', async () => {
    const { seam, control } = await openSandbox();
    await control('switches', { deletedUserGet: 400 });

    const user = seam.acs.users.get({ acs_user_id: NOBODY });
    await expect(user).rejects.toMatchObject({ statusCode: 400, code: 'acs_user_not_found' });
  });

  it('is the framework’s own, not Seam’s, where there is no such route', async () => {
    const { send } = await openSandbox();

    expect(await send('GET', '/acs/mascots/list')).toMatchObject({
      status: 404,
      body: { error: 'Not Found', statusCode: 404 },
    });
  });

  it('refuses a body that is not JSON', async () => {
    const { url } = await openSandbox();
    const response = await fetch(`${url}/acs/systems/list`, {
      method: 'POST',
      headers: { authorization: 'Bearer seam_a', 'content-type': 'application/json' },
      body: '{"acs_system',
    });

    expect(response.status).toBe(400);
  });
});

describe('a workspace', () => {
  it('belongs to its key', async () => {
    const { seam, client } = await openSandbox();
    await seam.acs.users.create({ acs_system_id: KS_SITE, full_name: 'Ada Guest' });

    await expect(client({ apiKey: 'seam_b' }).acs.users.list()).resolves.toEqual([]);
    await expect(seam.acs.users.list()).resolves.toHaveLength(1);
  });

  it('starts with the same systems, groups and doors, whatever its key', async () => {
    const { seam, client } = await openSandbox();
    const systems = await seam.acs.systems.list();

    expect(systems).toMatchObject([
      { acs_system_id: KS_SITE, external_type: 'salto_ks_site', is_credential_manager: false },
      { external_type: 'salto_space_system', is_credential_manager: false },
      {
        acs_system_id: CREDENTIAL_MANAGER,
        external_type: 'salto_ks_site',
        is_credential_manager: true,
      },
      { external_type: 'latch_building', is_credential_manager: false },
    ]);
    const others = await client({ apiKey: 'seam_b' }).acs.systems.list();
    expect(others.map((system) => system.acs_system_id)).toEqual(
      systems.map((system) => system.acs_system_id),
    );
  });

  it('has two access groups per Salto system, three doors each, none of them shared', async () => {
    const { seam } = await openSandbox();
    const groups = await seam.acs.accessGroups.list();
    const doors: string[] = [];
    for (const { acs_access_group_id } of groups) {
      const entrances = await seam.acs.accessGroups.listAccessibleEntrances({
        acs_access_group_id,
      });
      expect(entrances).toHaveLength(3);
      doors.push(...entrances.map((entrance) => entrance.acs_entrance_id));
    }

    expect(groups).toHaveLength(4);
    expect(new Set(doors).size).toBe(12);
    const joined = seam.acs.accessGroups.list({ acs_user_id: NOBODY });
    await expect(joined).rejects.toMatchObject({ code: 'acs_user_not_found' });
    expect(groups[0]?.acs_access_group_id).toBe(CANAL_HOUSE);
  });
});
