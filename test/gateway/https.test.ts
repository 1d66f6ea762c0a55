import { once } from 'node:events';
import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';

import { describe, expect, it } from 'vitest';

import { servedCertificate } from '../../src/serving/served-certificate.ts';
import { type IsTrustedProxy, parseTrustedProxies } from '../../src/serving/trusted-proxies.ts';
import { renewCertificate, writeCertificate } from '../support/certificate-files.ts';
import { issue, issueWithAuthority } from '../support/certificates.ts';
import { openGateway, TOKENS } from '../support/gateway-rig.ts';
import { callSecurely } from '../support/secure-call.ts';

const authority = issue({ name: 'Test Authority' });
const pair = issue({ name: 'stays.example', by: authority.signer });
const read = { headers: { authorization: `Bearer ${TOKENS['stays:read'].token}` } };

async function openSecureGateway(more: Parameters<typeof openGateway>[0] = {}) {
  const files = writeCertificate(pair);
  const certificate = servedCertificate(files, { read() {}, failed() {} }, 20);
  return { ...(await openGateway({ certificate, ...more })), files };
}

describe('a gateway with a certificate', () => {
  it('speaks HTTPS to whoever trusts its authority, and asks for a token as ever', async () => {
    const { url } = await openSecureGateway();
    expect(url).toMatch(/^https:/);
    expect((await callSecurely(`${url}/healthz`, authority.cert)).status).toBe(200);
    expect((await callSecurely(`${url}/stays`, authority.cert)).status).toBe(401);
    // Temporal is away here: that it is asked is what counts.
    expect((await callSecurely(`${url}/stays`, authority.cert, read)).status).toBe(503);
    const stranger = issueWithAuthority().ca;
    await expect(callSecurely(`${url}/healthz`, stranger)).rejects.toThrow(/certificate/);
  });

  it('answers nothing to whoever speaks HTTP to it, or an old TLS, or with an old cipher', async () => {
    const { url } = await openSecureGateway();
    await expect(fetch(`${url.replace('https', 'http')}/healthz`)).rejects.toThrow('fetch failed');
    const port = Number(new URL(url).port);
    const where = { port, host: '127.0.0.1', ca: authority.cert, servername: 'localhost' };
    for (const old of [
      // Without its own guard the client would refuse first.
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' },
    ] as const) {
      const [error] = await once(connectSecurely({ ...where, ...old }), 'error');
      expect(String(error)).toMatch(/alert (?:protocol version|handshake failure)/);
    }
  });

  it('serves a renewed one without a restart, with the request that it was at', async () => {
    const { url, files } = await openSecureGateway();
    const before = await callSecurely(`${url}/healthz`, authority.cert);
    renewCertificate(files, issue({ name: 'stays.example', by: authority.signer }));
    const ask = () => callSecurely(`${url}/healthz`, authority.cert);
    await expect.poll(async () => (await ask()).serial).not.toBe(before.serial);
    expect((await ask()).status).toBe(200);
  });

  it('lets go who connects and does not begin to speak TLS', async () => {
    const patience = { headersMs: 500, requestMs: 1_000, everyMs: 200 };
    const { url } = await openSecureGateway({ patience });
    const silent = connect(Number(new URL(url).port), '127.0.0.1');
    silent.resume();
    await once(silent, 'close');
    expect((await callSecurely(`${url}/healthz`, authority.cert)).status).toBe(200);
  });
});

/** Tries a wrong token, as somebody for whom the proxy on this machine asks. */
const guessFor = (gateway: Awaited<ReturnType<typeof openGateway>>, forwarded: string) =>
  gateway.call({
    path: '/stays',
    headers: { authorization: 'Bearer guess', 'x-forwarded-for': forwarded },
  });

function trusted(proxies: string): IsTrustedProxy {
  const isTrusted = parseTrustedProxies(proxies);
  if (isTrusted === undefined) throw new Error(`${proxies} cannot be read`);
  return isTrusted;
}

describe('a gateway behind a proxy', () => {
  const limits = { requests: 3, strangers: 3 };

  it('counts strangers by the address that a trusted proxy tells, and not by the proxy’s', async () => {
    const isTrustedProxy = trusted('127.0.0.1');
    const gateway = await openGateway({ limits, isTrustedProxy });
    for (let nth = 1; nth <= limits.strangers; nth += 1)
      expect((await guessFor(gateway, '198.51.100.7')).status).toBe(401);
    expect((await guessFor(gateway, '198.51.100.7')).status).toBe(429);
    expect((await guessFor(gateway, '198.51.100.8')).status).toBe(401);
  });

  it('takes of a list the last address that is not a proxy’s, whatever a stranger wrote before it', async () => {
    const isTrustedProxy = trusted('127.0.0.1, 10.0.0.0/8');
    const gateway = await openGateway({ limits, isTrustedProxy });
    for (let nth = 1; nth <= limits.strangers; nth += 1)
      expect((await guessFor(gateway, `203.0.113.${nth}, 198.51.100.7, 10.0.0.2`)).status).toBe(
        401,
      );
    expect((await guessFor(gateway, '::1, nonsense, 198.51.100.7')).status).toBe(429);
  });

  it('believes no proxy that was not named', async () => {
    const isTrustedProxy = trusted('10.0.0.2');
    for (const settings of [{ limits }, { limits, isTrustedProxy }]) {
      const gateway = await openGateway(settings);
      for (let nth = 1; nth <= limits.strangers; nth += 1)
        expect((await guessFor(gateway, `198.51.100.${nth}`)).status).toBe(401);
      expect((await guessFor(gateway, '198.51.100.99')).status).toBe(429);
    }
  });
});
