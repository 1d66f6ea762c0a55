import { once } from 'node:events';
import { connect } from 'node:net';

import type { Payload } from '@temporalio/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ringOf } from '../../src/codec/key-ring.ts';
import { type CodecAccess, newToken } from '../../src/codec/server/access.ts';
import { type CodecServer, serveCodec } from '../../src/codec/server/server.ts';
import { servedCertificate } from '../../src/serving/served-certificate.ts';
import { parseTrustedProxies } from '../../src/serving/trusted-proxies.ts';
import { writeCertificate } from '../support/certificate-files.ts';
import { issueWithAuthority } from '../support/certificates.ts';
import { callSecurely } from '../support/secure-call.ts';

import { clearly, codecOf, encode, fixed, NAMESPACE, newRing, stay } from './rings.ts';

const UI = 'http://localhost:8080';
const RING = newRing(['one']);
const { token, sha256 } = newToken();
const ACCESS: CodecAccess = { origins: [UI], tokens: [{ name: 'ada', sha256: [sha256] }] };
const MOST = 10_000_001;
const pair = issueWithAuthority();

let server: CodecServer;
let audited: Readonly<Record<string, unknown>>[];
beforeEach(async () => {
  audited = [];
  server = await serveCodec({
    ring: fixed(ringOf(RING)),
    access: () => ACCESS,
    audit: (line) => audited.push(line),
    host: '127.0.0.1',
    port: 0,
  });
});
afterEach(() => server.close());

const base64 = (bytes: Uint8Array | null | undefined): string =>
  Buffer.from(bytes ?? []).toString('base64');

const jsonOf = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64(bytes)]),
  ),
  data: base64(data),
});

const bodyOf = (...payloads: readonly Payload[]): string =>
  JSON.stringify({ payloads: payloads.map(jsonOf) });

async function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', ...init });
}

const bearer = { authorization: `Bearer ${token}`, 'x-namespace': NAMESPACE };
const sealed = () => encode(codecOf(RING), { fullName: 'Ada Guest' }, stay('A'));

describe('the codec server', () => {
  it('decrypts a stay for whoever has a token, and writes down who and which, never what', async () => {
    const answer = await call('/decode', { headers: bearer, body: bodyOf(await sealed()) });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ payloads: [jsonOf(clearly({ fullName: 'Ada Guest' }))] });
    expect(audited).toEqual([
      {
        event: 'decoded',
        who: 'ada',
        namespace: NAMESPACE,
        workflows: ['stay:A'],
        decrypted: 1,
        unread: 0,
      },
    ]);
  });

  it('takes the namespace from the path too, and answers what it cannot read as it came', async () => {
    const own = await sealed();
    const foreign = await encode(codecOf(newRing(['two'])), 'secret', stay('B'));
    const clear = clearly('in clear');
    const { authorization } = bearer;
    const answer = await call(`/${NAMESPACE}/decode`, {
      headers: { authorization },
      body: bodyOf(own, foreign, clear),
    });
    expect(await answer.json()).toEqual({
      payloads: [jsonOf(clearly({ fullName: 'Ada Guest' })), jsonOf(foreign), jsonOf(clear)],
    });
    expect(audited).toMatchObject([{ workflows: ['stay:A'], decrypted: 1, unread: 1 }]);
  });

  // Failure rows: 66
  it.each([
    ['without a token', {}],
    ['with another token', { authorization: `Bearer ${newToken().token}` }],
    ['with the hash for a token', { authorization: `Bearer ${sha256}` }],
    ['with a cookie and no origin', { cookie: `nightlatch-codec=${token}` }],
  ])('decrypts nothing %s', async (_how, headers) => {
    const init = {
      headers: { 'x-namespace': NAMESPACE, ...headers },
      body: bodyOf(await sealed()),
    };
    const answer = await call('/decode', init);
    expect([answer.status, await answer.text()]).toEqual([401, expect.not.stringContaining('Ada')]);
    expect(audited).toEqual([{ event: 'refused', why: 'token' }]);
  });

  it('decrypts nothing for a page of an origin that is not named, even with the token', async () => {
    const headers = { ...bearer, origin: 'https://evil.example' };
    const answer = await call('/decode', { headers, body: bodyOf(await sealed()) });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('lets a browser in by its login, for the named origin', async () => {
    const wrong = await call('/login', { body: new URLSearchParams({ token: 'wrong' }) });
    expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null]);
    const login = await call('/login', { body: new URLSearchParams({ token }) });
    const cookie = login.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    const preflight = await call('/decode', { method: 'OPTIONS', headers: { origin: UI } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-namespace');
    const headers = { cookie, origin: UI, 'x-namespace': NAMESPACE };
    const answer = await call('/decode', { headers, body: bodyOf(await sealed()) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe(UI);
    expect(audited.map(({ event }) => event)).toEqual(['refused', 'signed in', 'decoded']);
  });

  // The cookie is a token of all guests: it must not go over a line in clear.
  it.each([
    ['over HTTPS of its own', { certificate: true }, 'https', true],
    ['by a proxy that is named and speaks HTTPS', { proxies: '127.0.0.1' }, 'https', true],
    ['by a proxy that is named and speaks HTTP', { proxies: '127.0.0.1' }, 'http', false],
    ['by a proxy that nobody named', { proxies: '10.0.0.1' }, 'https', false],
  ])(
    'has a browser that came %s keep its cookie for HTTPS alone, or not',
    async (_how, by, proto, is) => {
      const files = 'certificate' in by ? writeCertificate(pair) : undefined;
      const served = files && servedCertificate(files, { read() {}, failed() {} });
      const proxies = 'proxies' in by ? parseTrustedProxies(by.proxies) : undefined;
      const other = await serveCodec({
        ring: fixed(ringOf(RING)),
        access: () => ACCESS,
        audit() {},
        host: '127.0.0.1',
        port: 0,
        certificate: served,
        isTrustedProxy: proxies,
      });
      const sent = {
        method: 'POST',
        body: new URLSearchParams({ token }).toString(),
        headers: { 'x-forwarded-proto': proto },
      };
      const place = `127.0.0.1:${other.port}/login`;
      const cookie = served
        ? (await callSecurely(`https://${place}`, pair.ca, sent)).headers['set-cookie']?.[0]
        : (await fetch(`http://${place}`, sent)).headers.get('set-cookie');
      await other.close();
      expect(cookie).toContain('HttpOnly');
      expect(cookie?.endsWith('; Secure')).toBe(is);
    },
  );

  it('stops at once, though somebody connects and does not begin to speak TLS', async () => {
    const certificate = servedCertificate(writeCertificate(pair), { read() {}, failed() {} });
    const other = await serveCodec({
      ring: fixed(ringOf(RING)),
      access: () => ACCESS,
      audit() {},
      host: '127.0.0.1',
      port: 0,
      certificate,
    });
    const silent = connect(other.port, '127.0.0.1').resume();
    silent.on('error', () => {});
    await once(silent, 'connect');
    const ended = once(silent, 'close');
    await Promise.all([other.close(), ended]);
    expect(silent.destroyed).toBe(true);
  }, 5_000);

  it('reads no more of a login than a token needs, and lets nothing be taken for a page', async () => {
    const body = new URLSearchParams({ token, more: 'x'.repeat(5_000) });
    const answer = await call('/login', { body });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
    const page = await call('/nowhere');
    expect([page.status, page.headers.get('x-content-type-options')]).toEqual([404, 'nosniff']);
  });

  it.each([
    ['another path', '/encode', {}, 404],
    ['another method', '/decode', { method: 'PUT', headers: bearer }, 405],
    ['no namespace', '/decode', { headers: { authorization: bearer.authorization } }, 400],
    ['a body that is none', '/decode', { headers: bearer, body: '{"payloads":' }, 400],
    ['bytes that are none', '/decode', { headers: bearer, body: '{"payloads":[{"data":7}]}' }, 400],
    ['a huge body', '/decode', { headers: bearer, body: 'x'.repeat(MOST) }, 413],
  ])('refuses %s', async (_what, path, init, status) => {
    expect((await call(path, init)).status).toBe(status);
  });
});
