import { once } from 'node:events';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import { CertificateError, readCertificate } from '../../src/serving/certificate.ts';
import { servedCertificate } from '../../src/serving/served-certificate.ts';
import { renewCertificate, writeCertificate } from '../support/certificate-files.ts';
import { issue } from '../support/certificates.ts';
import { callSecurely } from '../support/secure-call.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const authority = issue({ name: 'Test Authority' });
const good = issue({ name: 'stays.example', by: authority.signer });
const other = issue({ name: 'stays.example', by: authority.signer });
const old = issue({ name: 'a', by: authority.signer, from: inDays(-9), until: inDays(-2) });
const early = issue({ name: 'a', by: authority.signer, from: inDays(2), until: inDays(9) });
const locked = `-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGb\n-----END ENCRYPTED PRIVATE KEY-----\n`;

describe('a certificate', () => {
  it('is read with its names and its end', () => {
    const read = readCertificate(writeCertificate(good));
    expect(read.names).toContain('DNS:localhost');
    expect(read.validUntil.getTime()).toBeGreaterThan(inDays(29).getTime());
  });

  it.each([
    ['whose key is another one’s', { ...good, key: other.key }, 'is not that of the certificate'],
    ['that has run out', old, /ran out on \d{4}-\d\d-\d\d$/],
    ['that is not valid yet', early, /is not valid before \d{4}-\d\d-\d\d$/],
    ['that is none', { ...good, cert: 'sesame' }, 'is no certificate in PEM form'],
    ['whose key is none', { ...good, key: 'sesame' }, 'is no private key in PEM form'],
    ['whose key has a passphrase', { ...good, key: locked }, 'without a passphrase'],
    ['with the files changed over', { cert: good.key, key: good.cert }, 'is no certificate'],
    [
      'in a chain that is malformed',
      { ...good, cert: `${good.cert}${broken(good.cert)}` },
      'chain',
    ],
  ])('%s is refused, and nothing of it is told', (_what, pair, words) => {
    const files = writeCertificate(pair);
    const error = thrownBy(() => readCertificate(files));
    expect(error.message).toMatch(words);
    expect(`${error.message} ${error.next}`).not.toMatch(/sesame|MIGb|\n/);
  });

  it('that is not there is refused by the name of its file', () => {
    const files = writeCertificate(good);
    const missing = { ...files, keyPath: `${files.keyPath}.none` };
    expect(thrownBy(() => readCertificate(missing))).toMatchObject({
      message: `The key ${missing.keyPath} cannot be read`,
      next: expect.stringContaining('NIGHTLATCH_TLS_KEY_FILE'),
    });
  });
});

describe('a server whose certificate is renewed', () => {
  it('serves with the new one from then on', async () => {
    const { files, ask, noted } = await serve();
    const before = await ask();
    renewCertificate(files, other);
    await expect.poll(async () => (await ask()).serial).not.toBe(before.serial);
    expect(noted).toEqual(['read']);
  });

  it('serves on with the one before while the new one cannot be used, says so once, and heals', async () => {
    const { files, ask, noted } = await serve();
    const before = await ask();
    writeFileSync(files.certPath, old.cert);
    writeFileSync(files.keyPath, old.key);
    await expect.poll(() => noted).toEqual([expect.stringMatching(/ran out on/)]);
    expect((await ask()).serial).toBe(before.serial);
    writeFileSync(files.certPath, other.cert);
    writeFileSync(files.keyPath, other.key);
    await expect.poll(() => noted).toHaveLength(2);
    expect(noted[1]).toBe('read');
    expect((await ask()).serial).not.toBe(before.serial);
  });

  it('serves on while its files are out of reach, which nobody can even ask about', async () => {
    const { files, ask, noted } = await serve();
    const before = await ask();
    rmSync(files.certPath);
    symlinkSync(files.certPath, files.certPath);
    await expect.poll(() => noted).toContainEqual(expect.stringMatching(/cannot be read$/));
    expect((await ask()).serial).toBe(before.serial);
    rmSync(files.certPath);
    writeFileSync(files.certPath, other.cert);
    writeFileSync(files.keyPath, other.key);
    await expect.poll(() => noted.at(-1)).toBe('read');
  });

  it('says once that the one that it serves with has run out', async () => {
    const brief = issue({
      name: 'a',
      by: authority.signer,
      until: new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 1_000),
    });
    const { noted } = await serve(brief);
    await expect.poll(() => noted).toEqual([expect.stringMatching(/callers refuse it$/)]);
  });
});

/** A server that looks at its files 50 times a second. */
async function serve(pair = good) {
  const files = writeCertificate(pair);
  const noted: string[] = [];
  const certificate = servedCertificate(
    files,
    { read: () => noted.push('read'), failed: ({ message }) => noted.push(message) },
    20,
  );
  const server = createServer({ ...certificate.options }, (_request, response) => response.end());
  certificate.keepUp(server);
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { files, noted, ask: () => callSecurely(`https://127.0.0.1:${port}/`, authority.cert) };
}

/** The same certificate with a piece of its middle gone. */
function broken(cert: string): string {
  const lines = cert.split('\n');
  return lines.toSpliced(Math.floor(lines.length / 2), 1).join('\n');
}

function thrownBy(run: () => unknown): CertificateError {
  try {
    run();
  } catch (error) {
    if (error instanceof CertificateError) return error;
    throw error;
  }
  throw new Error('it was taken');
}
