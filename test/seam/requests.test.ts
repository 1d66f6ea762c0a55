import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Call, Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { type ScriptedSeam, startScriptedSeam } from '../support/scripted-seam.ts';

import { wireCredential, wireIdentity, wireUser } from './seam-answers.ts';

const call: Call = { deadline: Number.POSITIVE_INFINITY };

let scripted: ScriptedSeam;
let seam: Seam;

beforeEach(async () => {
  scripted = await startScriptedSeam();
  seam = connectSeam({ apiKey: 'seam_sandbox_key', endpoint: scripted.url });
});

afterEach(() => scripted.stop());

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

  it('is suspended, and let in again, by its id', async () => {
    scripted.answer({ json: { ok: true } });
    await seam.suspendUser('user-1', call);
    await seam.unsuspendUser('user-1', call);
    expect(scripted.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/acs/users/suspend', { acs_user_id: 'user-1' }],
      ['POST', '/acs/users/unsuspend', { acs_user_id: 'user-1' }],
    ]);
  });

  it('moves an e-mail and a user to the identity that is named', async () => {
    scripted.answer({ json: { ok: true } });
    await seam.updateIdentity('identity-1', { email: 'ada@example.com' }, call);
    await seam.linkUser('user-1', 'identity-1', call);
    expect(scripted.requests.map(({ path, body }) => [path, body])).toEqual([
      [
        '/user_identities/update',
        { user_identity_id: 'identity-1', email_address: 'ada@example.com' },
      ],
      ['/user_identities/add_acs_user', { user_identity_id: 'identity-1', acs_user_id: 'user-1' }],
    ]);
  });

  it('is asked for with the workspace’s key', async () => {
    scripted.answer({ json: { ok: true, acs_user: wireUser() } });
    await seam.createUser({ systemId: 'system-1', fullName: 'R-1' }, call);
    expect(scripted.requests[0]?.authorization).toBe('Bearer seam_sandbox_key');
  });
});
