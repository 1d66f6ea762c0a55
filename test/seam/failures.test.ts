import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SeamError } from '../../src/seam/errors.ts';
import type { Call, Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { isUnsupported } from '../../src/seam/unsupported.ts';
import { type ScriptedSeam, startScriptedSeam } from '../support/scripted-seam.ts';

import { proxyPage, refusal, wireUser } from './seam-answers.ts';

const now = Date.parse('2027-05-01T12:00:00Z');
const call: Call = { deadline: now + 60_000 };
const guest = { systemId: 'system-1', fullName: 'R-1 Ada Guest' };

let scripted: ScriptedSeam;
let seam: Seam;

beforeEach(async () => {
  scripted = await startScriptedSeam();
  seam = connectSeam({
    apiKey: 'seam_sandbox_key',
    endpoint: scripted.url,
    clock: () => now,
    requestTimeoutMs: 5_000,
  });
});

afterEach(() => scripted.stop());

/** What a request that must fail failed with. */
async function failure(asked: Promise<unknown>): Promise<SeamError> {
  return asked.then(
    (answer) => expect.fail(`answered ${JSON.stringify(answer)}`),
    (error: unknown) => error as SeamError,
  );
}

describe('what Seam says no to', () => {
  it('is rejected, with Seam’s own error type', async () => {
    scripted.answer(refusal(400, 'invalid_input'));
    const error = await failure(seam.createUser(guest, call));
    expect(error).toMatchObject({
      kind: 'rejected',
      route: '/acs/users/create',
      seamType: 'invalid_input',
      status: 400,
      message: 'Seam rejected /acs/users/create: invalid_input',
    });
  });

  // Failure rows: 11
  it.each([401, 403])('is the key where the status is %i', async (status) => {
    scripted.answer(refusal(status, 'unauthorized'), proxyPage(status));
    expect(await failure(seam.getUser('user-1', call))).toMatchObject({
      kind: 'key-refused',
      seamType: 'unauthorized',
    });
    expect((await failure(seam.getUser('user-1', call))).kind).toBe('key-refused');
  });

  it('carries the request id that Seam’s support asks for', async () => {
    const requestId = '0d6a3d1e-6f0c-4a53-9d1b-0d2f5a1c7e11';
    scripted.answer(refusal(409, 'conflict', { 'seam-request-id': requestId }));
    expect((await failure(seam.createUser(guest, call))).requestId).toBe(requestId);
  });

  it('keeps no request id that could be a PIN, a key or a name', async () => {
    for (const planted of [
      '482913',
      'seam_sandbox_key_with_a_long_tail_1',
      'Ada Guest of room 12',
    ]) {
      scripted.answer(refusal(409, 'conflict', { 'seam-request-id': planted }));
      expect((await failure(seam.createUser(guest, call))).requestId).toBeUndefined();
    }
  });

  it('keeps no error type that could be a PIN, a key or a sentence', async () => {
    for (const planted of ['482913', 'code_482913_taken', 'seam_sandbox_key', 'Ada Guest', '']) {
      scripted.answer(refusal(400, planted));
      expect(await failure(seam.createUser(guest, call))).toMatchObject({
        kind: 'rejected',
        seamType: undefined,
      });
    }
  });
});

describe('being asked to slow down', () => {
  it('says for how many seconds', async () => {
    scripted.answer(refusal(429, 'too_many_requests', { 'retry-after': '7' }));
    expect(await failure(seam.createUser(guest, call))).toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 7_000,
    });
  });

  it('says so in parts of a second too', async () => {
    scripted.answer(refusal(429, 'too_many_requests', { 'retry-after': '0.5' }));
    expect((await failure(seam.createUser(guest, call))).retryAfterMs).toBe(500);
  });

  it('says until when', async () => {
    scripted.answer(refusal(429, 'slow', { 'retry-after': 'Sat, 01 May 2027 12:00:30 GMT' }));
    expect((await failure(seam.createUser(guest, call))).retryAfterMs).toBe(30_000);
  });

  it('is over at once where the moment has passed', async () => {
    scripted.answer(refusal(429, 'slow', { 'retry-after': 'Sat, 01 May 2027 11:00:00 GMT' }));
    expect((await failure(seam.createUser(guest, call))).retryAfterMs).toBe(0);
  });

  it('may come without a time, or from a proxy', async () => {
    scripted.answer(refusal(429, 'slow'), proxyPage(429));
    for (let i = 0; i < 2; i += 1) {
      expect(await failure(seam.createUser(guest, call))).toMatchObject({
        kind: 'rate-limited',
        retryAfterMs: undefined,
      });
    }
  });

  it.each(['soon', '-5', '5 apples', '1e3', 'Sometime GMT'])(
    'has no time where it says %j',
    async (value) => {
      scripted.answer(refusal(429, 'slow', { 'retry-after': value }));
      expect((await failure(seam.createUser(guest, call))).retryAfterMs).toBeUndefined();
    },
  );

  it('is heard from an outage too', async () => {
    scripted.answer(refusal(503, 'unavailable', { 'retry-after': '2' }));
    expect(await failure(seam.createUser(guest, call))).toMatchObject({
      kind: 'unavailable',
      retryAfterMs: 2_000,
    });
  });
});

describe('an answer that leaves it open whether a create was done', () => {
  it.each([
    ['a 500 in Seam’s words', refusal(500, 'internal_server_error')],
    ['a proxy’s 503', proxyPage(503)],
    ['a proxy’s 404', proxyPage(404)],
    ['a time-out that Seam reports', refusal(408, 'request_timeout')],
    ['a 200 that is not JSON', { text: 'half a page' }],
    ['a 200 without the user', { json: { ok: true } }],
    [
      'a 200 with a user that has no id',
      { json: { ok: true, acs_user: wireUser({ acs_user_id: '' }) } },
    ],
    ['an empty 204', { status: 204, text: '' }],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }],
    ['a connection that is reset', 'reset'],
    ['a connection that is reset in the middle of the answer', 'reset-mid-body'],
  ] as const)('is %s', async (_name, answer) => {
    scripted.answer(answer);
    const error = await failure(seam.createUser(guest, call));
    expect(error.kind).toBe('unavailable');
    expect(scripted.requests).toHaveLength(1);
  });

  it('names the place where the answer cannot be read', async () => {
    scripted.answer({ json: { ok: true, acs_user: wireUser({ created_at: 'yesterday' }) } });
    expect(await failure(seam.getUser('user-1', call))).toMatchObject({
      malformedAt: 'acs_user.created_at',
      message: "Seam's answer to /acs/users/get cannot be read at acs_user.created_at",
    });
  });

  it('is no answer at all, where nobody listens', async () => {
    await scripted.stop();
    expect((await failure(seam.createUser(guest, call))).kind).toBe('unavailable');
  });

  // Failure rows: 10
  it('is not taken for done where there is nothing to read in it', async () => {
    scripted.answer({ text: 'welcome' }, { json: {} }, { json: { ok: false } });
    for (let i = 0; i < 3; i += 1) {
      expect((await failure(seam.deleteUser('user-1', call))).kind).toBe('unavailable');
    }
  });
});

describe('what is not there any more', () => {
  it('is undefined to look at and gone to remove, if Seam says so itself', async () => {
    scripted.answer(refusal(404, 'acs_user_not_found'));
    expect(await seam.getUser('user-1', call)).toBeUndefined();
    expect(await seam.deleteUser('user-1', call)).toBe('gone');
    expect(await seam.suspendUser('user-1', call)).toBe('gone');
    expect(await seam.unsuspendUser('user-1', call)).toBe('gone');
    scripted.answer(refusal(404, 'acs_credential_not_found'));
    expect(await seam.getCredential('credential-1', call)).toBeUndefined();
    expect(await seam.deleteCredential('credential-1', call)).toBe('gone');
    scripted.answer(refusal(404, 'user_identity_not_found'));
    expect(await seam.getIdentity({ id: 'identity-1' }, call)).toBeUndefined();
    expect(await seam.deleteIdentity('identity-1', call)).toBe('gone');
    scripted.answer(refusal(404, 'acs_access_group_not_found'));
    expect(await seam.leaveGroup('user-1', 'group-1', call)).toBe('gone');
  });

  it('may be so with a 400, if that names it', async () => {
    scripted.answer(refusal(400, 'acs_user_not_found'));
    expect(await seam.getUser('user-1', call)).toBeUndefined();
    expect(await seam.leaveGroup('user-1', 'group-1', call)).toBe('gone');
    await expect(seam.deleteCredential('credential-1', call)).rejects.toBeInstanceOf(SeamError);
  });

  it.each([
    ['a proxy', proxyPage(404)],
    ['a missing route', refusal(404, 'route_not_found')],
    ['a missing workspace', refusal(404, 'workspace_not_found')],
    ['a missing access system', refusal(404, 'acs_system_not_found')],
    ['an answer without a known type', refusal(404, 'Not Found')],
    ['a refusal that names something else', refusal(400, 'acs_system_not_found')],
    ['the service that stands in for Seam', { status: 404, json: { message: 'no Route matched' } }],
  ] as const)('is not proven gone by %s', async (_name, answer) => {
    scripted.answer(answer);
    for (const ask of [
      () => seam.getUser('user-1', call),
      () => seam.deleteUser('user-1', call),
      () => seam.suspendUser('user-1', call),
      () => seam.unsuspendUser('user-1', call),
      () => seam.leaveGroup('user-1', 'group-1', call),
      () => seam.deleteCredential('credential-1', call),
      () => seam.deleteIdentity('identity-1', call),
    ]) {
      await expect(ask()).rejects.toBeInstanceOf(SeamError);
    }
  });

  it('is a rejection where it is needed', async () => {
    scripted.answer(refusal(404, 'acs_access_group_not_found'));
    expect((await failure(seam.joinGroup('user-1', 'group-1', call))).kind).toBe('rejected');
    scripted.answer(refusal(404, 'acs_system_not_found'));
    expect((await failure(seam.getSystem('system-1', call))).kind).toBe('rejected');
  });
});

describe('what an access system cannot do', () => {
  it.each(['not_supported', 'suspension_not_supported', 'unsupported_acs_system'])(
    'is known by the type %s',
    async (type) => {
      scripted.answer(refusal(400, type));
      expect(isUnsupported(await failure(seam.suspendUser('user-1', call)))).toBe(true);
    },
  );

  it.each([
    ['a refusal about the user', refusal(400, 'invalid_input')],
    ['a refusal about the moment', refusal(409, 'conflict')],
    ['a route that is not there', refusal(404, 'route_not_found')],
    ['a page that says so', proxyPage(501)],
    ['a refused key', refusal(403, 'not_supported')],
  ] as const)('is not to be read from %s', async (_name, answer) => {
    scripted.answer(answer);
    expect(isUnsupported(await failure(seam.suspendUser('user-1', call)))).toBe(false);
  });
});

describe('the enrollment route, which Seam is taking away', () => {
  const launch = { identityId: 'identity-1', managerId: 'system-2' };

  it.each([
    ['a 404 page', proxyPage(404)],
    ['a 410 page', proxyPage(410)],
    ['a 404 that is about the route', refusal(404, 'route_not_found')],
    ['a 404 that is about nothing', refusal(404, 'not_found')],
    ['a 405', refusal(405, 'method_not_allowed')],
    ['a 400 for an unknown endpoint', refusal(400, 'unknown_endpoint')],
  ] as const)('is gone with %s', async (_name, answer) => {
    scripted.answer(answer);
    expect(await seam.launchEnrollment(launch, call)).toBe('route-gone');
    expect(await seam.listEnrollments('identity-1', call)).toBe('route-gone');
  });

  it.each([
    ['a missing identity', refusal(404, 'user_identity_not_found'), 'rejected'],
    ['a bad identity', refusal(400, 'invalid_input'), 'rejected'],
    ['an outage', proxyPage(503), 'unavailable'],
    ['a refused key', refusal(401, 'unauthorized'), 'key-refused'],
    ['a full house', refusal(429, 'slow'), 'rate-limited'],
  ] as const)('is still there with %s', async (_name, answer, kind) => {
    scripted.answer(answer);
    expect((await failure(seam.launchEnrollment(launch, call))).kind).toBe(kind);
    expect((await failure(seam.listEnrollments('identity-1', call))).kind).toBe(kind);
  });
});
