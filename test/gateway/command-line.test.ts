import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findToken, tokensSchema } from '../../src/gateway/tokens.ts';
import { writeCertificate } from '../support/certificate-files.ts';
import { issue, issueWithAuthority } from '../support/certificates.ts';
import { callCli } from '../support/cli.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightlatch-gateway-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('nightlatch token new', () => {
  it('prints the token once, and the line that the file takes as it is', async () => {
    const { code, stdout } = await callCli(['token', 'new', 'pms', '--scopes', 'stays:read,desk']);
    expect(code).toBe(0);
    const [token = '', line = ''] = stdout.split('\n');
    const { tokens } = tokensSchema.parse(JSON.parse(`{"tokens": [${line}]}`));
    expect(findToken(tokens, token)).toMatchObject({ name: 'pms', scopes: ['stays:read', 'desk'] });
    expect(line).not.toContain(token);
  });

  it('has the same as one document', async () => {
    const words = ['token', 'new', 'pms', '--scopes', 'desk', '--json'];
    const { stdout } = await callCli(words);
    const { token, entry } = JSON.parse(stdout);
    expect(findToken([entry], token)).toEqual(entry);
  });

  it.each([
    ['a scope that there is not', ['pms', '--scopes', 'stays:read,all']],
    ['no scope', ['pms']],
    ['a name with blanks', ['the pms', '--scopes', 'desk']],
  ])('refuses %s', async (_what, words) => {
    const { code, stderr } = await callCli(['token', 'new', ...words]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/must/);
  });
});

describe('nightlatch gateway', () => {
  it('serves no other machine without a tokens file', async () => {
    const { code, stderr } = await callCli(['gateway', '--host', '0.0.0.0']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^NIGHTLATCH_TOKENS is not set, .* Set it, for example/);
  });

  it('does not speak plain HTTP to a network unless somebody says that it is meant', async () => {
    const path = join(folder, 'no-such-file.json');
    const start = (settings: Readonly<Record<string, string>>) =>
      callCli(['gateway', '--host', '0.0.0.0'], { NIGHTLATCH_TOKENS: path, ...settings });
    const { code, stderr } = await start({});
    expect(code).toBe(2);
    expect(stderr).toMatch(/^NIGHTLATCH_TLS_CERT_FILE is not set, .*NIGHTLATCH_TRUSTED_PROXIES/);
    const { certPath, keyPath } = writeCertificate(issue({ name: 'stays.example' }));
    for (const settings of [
      { NIGHTLATCH_TRUSTED_PROXIES: '10.0.0.2' },
      { NIGHTLATCH_TRUSTED_PROXIES: 'none' },
      { NIGHTLATCH_TLS_CERT_FILE: certPath, NIGHTLATCH_TLS_KEY_FILE: keyPath },
    ]) {
      // Each goes on to the file that is not there.
      expect((await start(settings)).stderr).toContain(path);
    }
  });

  it('does not start with a tokens file that cannot be used, and says where it is wrong', async () => {
    const path = join(folder, 'tokens.json');
    await writeFile(path, '{"tokens": [{"name": "pms"}]}');
    const { code, stderr } = await callCli(['gateway'], { NIGHTLATCH_TOKENS: path });
    expect(code).toBe(2);
    expect(stderr).toContain('tokens[0].sha256');
    const doctor = await callCli(['doctor', '--json'], {
      NIGHTLATCH_TOKENS: path,
      TEMPORAL_PROFILE: 'no-such-profile',
    });
    const { checks } = JSON.parse(doctor.stdout);
    expect(checks).toContainEqual(
      expect.objectContaining({
        name: 'gateway tokens',
        ok: false,
        message: expect.stringContaining('tokens[0].sha256'),
      }),
    );
  });

  it('believes no proxy about its callers where nobody needs a token', async () => {
    const settings = { NIGHTLATCH_TRUSTED_PROXIES: '10.0.0.2' };
    const { code, stderr } = await callCli(['gateway'], settings);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^NIGHTLATCH_TOKENS is not set, .*NIGHTLATCH_TRUSTED_PROXIES/);
  });

  it('does not start with a certificate that cannot be used, and the doctor says why', async () => {
    const { certPath } = writeCertificate(issue({ name: 'stays.example' }));
    const { keyPath } = writeCertificate(issue({ name: 'stays.example' }));
    const settings = { NIGHTLATCH_TLS_CERT_FILE: certPath, NIGHTLATCH_TLS_KEY_FILE: keyPath };
    const { code, stderr } = await callCli(['gateway'], settings);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not that of the certificate')]);
    expect(await doctorSays('certificate', settings)).toMatchObject({
      ok: false,
      message: expect.stringContaining('is not that of the certificate'),
    });
    const half = { NIGHTLATCH_TLS_CERT_FILE: certPath };
    const message =
      'NIGHTLATCH_TLS_KEY_FILE is not set, and the other one of certificate and key is.';
    expect(await doctorSays('certificate', half)).toMatchObject({ ok: false, message });
  });

  it('tells by its doctor for whom its certificate is and until when, and whom it believes', async () => {
    const { certPath, keyPath } = writeCertificate(issueWithAuthority());
    const settings = { NIGHTLATCH_TLS_CERT_FILE: certPath, NIGHTLATCH_TLS_KEY_FILE: keyPath };
    expect(await doctorSays('certificate', settings)).toMatchObject({
      ok: true,
      message: expect.stringMatching(
        /^It is for DNS:localhost.*, until \d{4}-\d\d-\d\d \(29 days\)\.$/,
      ),
    });
    const everybody = { NIGHTLATCH_TRUSTED_PROXIES: '0.0.0.0/0' };
    expect(await doctorSays('trusted proxies', everybody)).toMatchObject({ ok: false });
    const one = { NIGHTLATCH_TRUSTED_PROXIES: '10.0.0.2' };
    expect(await doctorSays('trusted proxies', one)).toMatchObject({ ok: true });
  });

  it('loads neither Temporal’s native core nor Seam’s client before it is asked for a PIN', async () => {
    const loaded = await packagesOf(new URL('../../src/cli/main.ts', import.meta.url).pathname);
    // What the command imports when it runs; the Seam client it imports only when it is asked.
    for (const name of await packagesOf(
      new URL('../../src/cli/open-gateway.ts', import.meta.url).pathname,
    ))
      loaded.add(name);
    expect(loaded).toContain('fastify');
    expect(loaded).toContain('@temporalio/client');
    for (const name of ['@temporalio/worker', '@temporalio/core-bridge', '@seamapi/http'])
      expect(loaded).not.toContain(name);
  });
});

/** What the doctor says of that, where Temporal cannot be asked. */
async function doctorSays(name: string, settings: Readonly<Record<string, string>>) {
  const away = { TEMPORAL_PROFILE: 'no-such-profile' };
  const { stdout } = await callCli(['doctor', '--json'], { ...settings, ...away });
  const { checks } = JSON.parse(stdout) as { checks: readonly { name: string }[] };
  return checks.find((check) => check.name === name);
}

/** The packages that a module of ours and all that it imports at once load, types not counted. */
async function packagesOf(path: string, seen = new Set<string>()): Promise<Set<string>> {
  if (seen.has(path)) return new Set();
  seen.add(path);
  const source = await readFile(path, 'utf8');
  const found = new Set<string>();
  for (const [, kind = '', name = ''] of source.matchAll(
    /^(?:import|export) (type )?[^;]*?from '([^']+)';/gms,
  )) {
    if (kind !== '') continue;
    if (!name.startsWith('.')) found.add(name);
    else for (const one of await packagesOf(join(dirname(path), name), seen)) found.add(one);
  }
  return found;
}
