import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import type { CertificateFiles } from '../../src/serving/certificate.ts';

/** Writes a certificate and its key into a folder of their own, which goes with the story. */
export function writeCertificate(pair: Pair): CertificateFiles {
  const folder = mkdtempSync(join(tmpdir(), 'nightlatch-certificate-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = { certPath: join(folder, 'cert.pem'), keyPath: join(folder, 'key.pem') };
  renewCertificate(files, pair);
  return files;
}

/** Puts others in their place, one after the other, as a tool does that renews them. */
export function renewCertificate({ certPath, keyPath }: CertificateFiles, pair: Pair): void {
  replace(certPath, pair.cert);
  replace(keyPath, pair.key);
}

interface Pair {
  readonly cert: string;
  readonly key: string;
}

function replace(path: string, content: string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}
