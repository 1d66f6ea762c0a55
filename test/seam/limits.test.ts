import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { Call, Seam } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { type ScriptedSeam, startScriptedSeam } from '../support/scripted-seam.ts';

import { proxyPage } from './seam-answers.ts';

const now = Date.parse('2027-05-01T12:00:00Z');
const guest = { systemId: 'system-1', fullName: 'R-1 Ada Guest' };

let scripted: ScriptedSeam;

beforeEach(async () => {
  scripted = await startScriptedSeam();
});

afterEach(() => scripted.stop());

function connect(requestTimeoutMs: number): Seam {
  return connectSeam({
    apiKey: 'seam_sandbox_key',
    endpoint: scripted.url,
    clock: () => now,
    requestTimeoutMs,
  });
}

describe('a request of an attempt that is over', () => {
  const aborted = AbortSignal.abort();

  it.each([
    ['its deadline has come', { deadline: now }],
    ['its deadline has long passed', { deadline: now - 60_000 }],
    ['it was cancelled', { deadline: now + 60_000, signal: aborted }],
  ] as const)('is not sent when %s', async (_name, call: Call) => {
    const seam = connect(5_000);
    const requests = [
      seam.createUser(guest, call),
      seam.createCredential({ userId: 'user-1', method: 'code' }, call),
      seam.createIdentity({ key: 'nightlatch:R-1' }, call),
      seam.launchEnrollment({ identityId: 'identity-1', managerId: 'system-2' }, call),
      seam.joinGroup('user-1', 'group-1', call),
      seam.getUser('user-1', call),
      seam.findUsers({ search: 'R-1' }, call),
      seam.deleteUser('user-1', call),
    ];
    for (const request of requests) {
      await expect(request).rejects.toMatchObject({ name: 'SeamError', kind: 'not-sent' });
    }
    expect(scripted.requests).toEqual([]);
  });
});

describe('a request that Seam does not answer', () => {
  it('is given up after the request timeout', async () => {
    scripted.answer('silence');
    const asked = connect(50).createUser(guest, { deadline: now + 60_000 });
    await expect(asked).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is given up at the deadline, if that comes first', async () => {
    scripted.answer('silence');
    const asked = connect(60_000).createUser(guest, { deadline: now + 50 });
    await expect(asked).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('is given up alone: another one beside it has limits of its own', async () => {
    scripted.answer('silence');
    scripted.answer('silence');
    const seam = connect(60_000);
    const patience = new AbortController();
    const patient = seam.createUser(guest, { deadline: now + 60_000, signal: patience.signal });
    const hasty = seam.createUser(guest, { deadline: now + 50 });
    await expect(hasty).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(Promise.race([patient, Promise.resolve('still waits')])).resolves.toBe(
      'still waits',
    );
    patience.abort();
    await expect(patient).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('may still be carried out when it is cancelled on its way', async () => {
    scripted.answer('silence');
    const cancellation = new AbortController();
    const asked = connect(60_000).createUser(guest, {
      deadline: now + 60_000,
      signal: cancellation.signal,
    });
    const cancelOnArrival = async () => {
      await scripted.nextArrival();
      cancellation.abort();
    };
    const [[outcome]] = await Promise.all([Promise.allSettled([asked]), cancelOnArrival()]);
    expect(outcome).toMatchObject({ reason: { kind: 'unavailable' } });
    expect(scripted.requests).toHaveLength(1);
  });
});

describe('every request', () => {
  it('is sent once, whatever becomes of it', async () => {
    const seam = connect(5_000);
    const call: Call = { deadline: now + 60_000 };
    scripted.answer(proxyPage(503));
    await expect(seam.getUser('user-1', call)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(seam.deleteUser('user-1', call)).rejects.toMatchObject({ kind: 'unavailable' });
    scripted.answer('reset');
    await expect(seam.createUser(guest, call)).rejects.toMatchObject({ kind: 'unavailable' });
    await expect(seam.joinGroup('u', 'g', call)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(scripted.requests.map((request) => request.path)).toEqual([
      '/acs/users/get',
      '/acs/users/delete',
      '/acs/users/create',
      '/acs/users/add_to_access_group',
    ]);
  });

  // Failure rows: 70
  it('stays with the host that was configured', async () => {
    const elsewhere = await startScriptedSeam();
    try {
      scripted.answer({ status: 307, headers: { location: `${elsewhere.url}/acs/users/create` } });
      const asked = connect(5_000).createUser(guest, { deadline: now + 60_000 });
      await expect(asked).rejects.toMatchObject({ kind: 'unavailable', status: 307 });
      expect(elsewhere.requests).toEqual([]);
    } finally {
      await elsewhere.stop();
    }
  });
});

describe('a connection to Seam', () => {
  it.each(['', 'not-a-key', 'seam_pk_publishable', 'seam_at_personal', 'seam_a key'])(
    'is refused with the key %j, which is not repeated',
    (apiKey) => {
      expect(() => connectSeam({ apiKey })).toThrow(
        'This is not a Seam API key: one starts with "seam_" and has no spaces.',
      );
    },
  );

  it.each([
    'seam.example.com',
    'ftp://seam.example.com',
    'https://ada:482913@seam.example.com',
    'https://seam.example.com?a=b',
  ])('is refused with the endpoint %j', (endpoint) => {
    expect(() => connectSeam({ apiKey: 'seam_a', endpoint })).toThrow(
      /^This is not a Seam endpoint: it must be an http or https URL without a user name/,
    );
  });

  it('needs an API key and nothing else', () => {
    expect(connectSeam({ apiKey: 'seam_a' })).toHaveProperty('createUser');
  });
});
