import { statSync } from 'node:fs';
import type { SecureContextOptions, Server } from 'node:tls';

import {
  type Certificate,
  CertificateError,
  type CertificateFiles,
  dayOf,
  readCertificate,
} from './certificate.ts';

/** A certificate that may be renewed while a server serves with it. */
export interface ServedCertificate {
  /** What a server is made with. */
  readonly options: SecureContextOptions;
  /** Has the server serve with each newer certificate, until it is closed. Open connections stay. */
  keepUp(server: Server): void;
}

/** Where a server tells what became of its certificate. */
export interface CertificateNoted {
  read(certificate: Certificate): void;
  /** It serves on with the one before; told once for each version of the files. */
  failed(error: CertificateError): void;
}

/** Those of today with forward secrecy, the strongest first; Node's own list goes on with those of yesterday. */
const CIPHERS = [
  ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
].join(':');

/** How often the files are looked at, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/**
 * The certificate in these files, which are read again when they change. One that cannot be used is noted, and
 * the one before is served on.
 *
 * @throws CertificateError if it cannot be used now
 */
export function servedCertificate(
  files: CertificateFiles,
  noted: CertificateNoted,
  lookEveryMs = LOOK_EVERY_MS,
): ServedCertificate {
  let seen = versionOf(files);
  let served = readCertificate(files);
  let changing = seen;
  let isEndTold = false;
  const look = (server: Server): void => {
    if (Date.now() > served.validUntil.getTime() && !isEndTold) {
      isEndTold = true;
      noted.failed(ranOut(files, served));
    }
    const version = versionOf(files);
    if (version === seen) return;
    // Two files are never replaced at once: what has changed since the last look may be half of it.
    if (version !== changing) {
      changing = version;
      return;
    }
    seen = version;
    try {
      served = readCertificate(files);
      server.setSecureContext(contextOf(served));
      isEndTold = false;
      noted.read(served);
    } catch (error) {
      if (!(error instanceof CertificateError)) throw error;
      noted.failed(error);
    }
  };
  return {
    options: contextOf(served),
    keepUp(server) {
      const looking = setInterval(look, lookEveryMs, server).unref();
      server.once('close', () => clearInterval(looking));
    },
  };
}

function contextOf({ cert, key }: Certificate): SecureContextOptions {
  return { cert, key, minVersion: 'TLSv1.2', ciphers: CIPHERS };
}

function ranOut({ certPath }: CertificateFiles, { validUntil }: Certificate): CertificateError {
  return new CertificateError(
    `The certificate ${certPath} ran out on ${dayOf(validUntil)}, and callers refuse it`,
    'Renew it; the new one is served within seconds.',
  );
}

function versionOf({ certPath, keyPath }: CertificateFiles): string {
  return [certPath, keyPath].map(fileVersion).join(' ');
}

/** Of a file that is not there, or out of reach behind a shut folder, none: whoever reads it then says so. */
function fileVersion(path: string): string {
  try {
    const { ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}`;
  } catch {
    return 'none';
  }
}
