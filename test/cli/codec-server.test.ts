import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { renewCertificate, writeCertificate } from '../support/certificate-files.ts';
import { issue } from '../support/certificates.ts';
import { callCli, startCli } from '../support/cli.ts';
import { callSecurely } from '../support/secure-call.ts';

let folder: string;
let NIGHTLATCH_PAYLOAD_KEYS: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-codec-server-'));
  NIGHTLATCH_PAYLOAD_KEYS = join(folder, 'ring.json');
  await callCli(['keys', 'new'], { NIGHTLATCH_PAYLOAD_KEYS });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('codec-server', () => {
  it('serves whoever has a token that it made, until it is told to stop', async () => {
    const { stdout: token, stderr } = await callCli(['codec-server', '--new-token', 'ada']);
    const entry: unknown = JSON.parse(stderr.slice(stderr.indexOf('{')));
    const access = join(folder, 'access.json');
    await writeFile(access, JSON.stringify({ origins: [], tokens: [entry] }));
    const args = ['codec-server', '--access', access];
    const server = await startCli(args, { NIGHTLATCH_PAYLOAD_KEYS });
    const [url = ''] = /http:\S+/.exec(server.readyLine) ?? [];
    const decode = (authorization: string) =>
      fetch(`${url}/decode`, {
        method: 'POST',
        headers: { authorization, 'x-namespace': 'default' },
        body: '{"payloads":[]}',
      });
    expect((await decode('Bearer none')).status).toBe(401);
    expect((await decode(`Bearer ${token}`)).status).toBe(200);
    await server.stop();
    expect(await server.exited).toMatchObject({ code: 0 });
  });

  it('speaks HTTPS with the certificate that is named, and with the one that takes its place', async () => {
    const authority = issue({ name: 'Test Authority' });
    const another = () => issue({ name: 'codec.example', by: authority.signer });
    const files = writeCertificate(another());
    const access = join(folder, 'access.json');
    await writeFile(
      access,
      JSON.stringify({ origins: [], tokens: [{ name: 'a', sha256: ['0'.repeat(64)] }] }),
    );
    const server = await startCli(['codec-server', '--access', access], {
      NIGHTLATCH_PAYLOAD_KEYS,
      NIGHTLATCH_TLS_CERT_FILE: files.certPath,
      NIGHTLATCH_TLS_KEY_FILE: files.keyPath,
    });
    const [url = ''] = /https:\S+/.exec(server.readyLine) ?? [];
    const ask = () => callSecurely(`${url}/healthz`, authority.cert);
    const before = await ask();
    expect(before.status).toBe(200);
    renewCertificate(files, another());
    await expect.poll(async () => (await ask()).serial).not.toBe(before.serial);
    await server.stop();
  });

  it('does not speak plain HTTP to a network, which reads the cookie and every guest', async () => {
    const access = join(folder, 'access.json');
    await writeFile(
      access,
      JSON.stringify({ origins: [], tokens: [{ name: 'a', sha256: ['0'.repeat(64)] }] }),
    );
    const args = ['codec-server', '--access', access, '--host', '0.0.0.0'];
    const { code, stderr } = await callCli(args, { NIGHTLATCH_PAYLOAD_KEYS });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^NIGHTLATCH_TLS_CERT_FILE is not set, .*NIGHTLATCH_TRUSTED_PROXIES/);
  });

  it.each([
    ['without a key ring', ['codec-server', '--access', 'a.json'], {}, 'NIGHTLATCH_PAYLOAD_KEYS'],
    ['without an access file', ['codec-server'], 'ring', '--access'],
    [
      'with one that is not there',
      ['codec-server', '--access', 'no.json'],
      'ring',
      'cannot be read',
    ],
  ] as const)('does not start %s', async (_how, args, settings, words) => {
    const given = settings === 'ring' ? { NIGHTLATCH_PAYLOAD_KEYS } : settings;
    const { code, stderr } = await callCli(args, given);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});
