import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

/** Where a server has its certificate, both in PEM form. */
export interface CertificateFiles {
  /** Its own certificate first, then those of who signed it. */
  readonly certPath: string;
  /** Its private key, without a passphrase. */
  readonly keyPath: string;
}

/** A certificate that a server can serve with. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly validUntil: Date;
  /** The names that it is for, such as "DNS:stays.example"; empty if it has none. */
  readonly names: string;
}

/** A certificate or its key cannot be used. The text quotes nothing of either. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

/**
 * Reads a certificate and its key, and makes sure that they can be served with now.
 *
 * @throws CertificateError
 */
export function readCertificate({ certPath, keyPath }: CertificateFiles): Certificate {
  const cert = readPem(certPath, 'certificate', 'NIGHTLATCH_TLS_CERT_FILE');
  const key = readPem(keyPath, 'key', 'NIGHTLATCH_TLS_KEY_FILE');
  const parsed = parseCertificate(cert, certPath);
  if (!parsed.checkPrivateKey(parseKey(key, keyPath))) {
    throw new CertificateError(
      `The key ${keyPath} is not that of the certificate ${certPath}`,
      'Name the certificate and the key that were made together; in a chain the own certificate comes first.',
    );
  }
  expectValidNow(parsed, certPath);
  try {
    createSecureContext({ cert, key });
  } catch {
    throw new CertificateError(
      `The certificate ${certPath} cannot be used for TLS: one of its chain is malformed, or its key is too weak`,
      'Have it issued again, with an RSA key of 2048 bits or more, or an EC key.',
    );
  }
  return { cert, key, validUntil: new Date(parsed.validTo), names: parsed.subjectAltName ?? '' };
}

function readPem(path: string, what: string, variable: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new CertificateError(
      `The ${what} ${path} cannot be read`,
      `Check that ${variable} names a file that this process may read.`,
    );
  }
}

function parseCertificate(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new CertificateError(
      `${path} is no certificate in PEM form`,
      'It begins with "-----BEGIN CERTIFICATE-----"; check that NIGHTLATCH_TLS_CERT_FILE names it, and not the key.',
    );
  }
}

function parseKey(pem: string, path: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new CertificateError(
      `${path} is no private key in PEM form without a passphrase`,
      'Check that NIGHTLATCH_TLS_KEY_FILE names the key, and not the certificate; "openssl pkey" takes a passphrase off.',
    );
  }
}

function expectValidNow({ validFrom, validTo }: X509Certificate, path: string): void {
  const [from, to] = [new Date(validFrom), new Date(validTo)];
  const now = Date.now();
  const next = 'Have it renewed, and check the clock of this machine.';
  if (now > to.getTime())
    throw new CertificateError(`The certificate ${path} ran out on ${dayOf(to)}`, next);
  if (now < from.getTime())
    throw new CertificateError(`The certificate ${path} is not valid before ${dayOf(from)}`, next);
}

/** The day of an instant (UTC), such as "2026-12-24". */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
