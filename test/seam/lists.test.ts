import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Call, Page, Seam } from '../../src/seam/port.ts';
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

describe('a list in pages', () => {
  type Find = (by: { readonly cursor?: string }) => Promise<Page<unknown>>;

  const lists: readonly (readonly [string, object, Find])[] = [
    ['users', { acs_users: [wireUser()] }, (by) => seam.findUsers({ search: 'R-1', ...by }, call)],
    [
      'credentials',
      { acs_credentials: [wireCredential()] },
      (by) => seam.findCredentials({ userId: 'user-1', ...by }, call),
    ],
    [
      'identities',
      { user_identities: [wireIdentity()] },
      (by) => seam.findIdentities({ search: 'R-1', ...by }, call),
    ],
  ];

  it.each(lists)('of %s says where its next page begins', async (_name, items, find) => {
    const pagination = { has_next_page: true, next_page_cursor: 'bmV4dA==', next_page_url: null };
    scripted.answer(
      { json: { ...items, pagination } },
      { json: { ...items, pagination: lastPage } },
    );
    expect(await find({})).toMatchObject({ items: [{}], next: 'bmV4dA==' });
    expect(await find({ cursor: 'bmV4dA==' })).not.toHaveProperty('next');
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
        await expect(find({})).rejects.toMatchObject({ kind: 'unavailable' });
      }
    },
  );

  it.each(lists)(
    'of %s is not taken for whole with one item that cannot be read',
    async (_name, items, find) => {
      const broken = Object.fromEntries(
        Object.entries(items).map(([key, [one]]: [string, object[]]) => [key, [one, {}]]),
      );
      scripted.answer({ json: { ...broken, pagination: lastPage } });
      await expect(find({})).rejects.toMatchObject({
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
        acs_entrances: [
          {
            acs_entrance_id: 'entrance-1',
            display_name: 'Front door',
            errors: [{ error_code: 'entrance_offline', message: 'The lock is offline' }],
            salto_ks_metadata: { door_name: 'Front door', online: false },
          },
        ],
        acs_users: [wireUser()],
        enrollment_automations: [
          {
            enrollment_automation_id: 'enrollment-1',
            credential_manager_acs_system_id: 'system-2',
          },
        ],
      },
    });
    const read = { id: 'system-1', name: 'Main Site', externalType: 'salto_ks_site' };
    expect(await seam.listSystems(call)).toEqual([
      { ...read, isCredentialManager: true, errors: [], warnings: [] },
    ]);
    expect(await seam.listCredentialManagers('system-2', call)).toMatchObject([read]);
    const entrance = {
      id: 'entrance-1',
      name: 'Front door',
      errors: ['entrance_offline'],
      isOnline: false,
    };
    expect(await seam.listEntrances('group-1', call)).toEqual([entrance]);
    expect(await seam.listEntrancesOfSystem('system-1', call)).toEqual([entrance]);
    expect(await seam.entrancesOf('user-1', call)).toEqual([entrance]);
    expect(await seam.usersOfIdentity('identity-1', call)).toMatchObject([{ id: 'user-1' }]);
    expect(await seam.listEnrollments('identity-1', call)).toEqual([
      { id: 'enrollment-1', managerId: 'system-2' },
    ]);
  });
});
