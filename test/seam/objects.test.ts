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
