import * as config from '../config.ts';
import type { CertificateFiles } from '../serving/certificate.ts';
import type { IsTrustedProxy } from '../serving/trusted-proxies.ts';

/** What the servers that other programs reach listen on unless they are told. */
export const LOOPBACK = '127.0.0.1';

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return ['localhost', '::1'].includes(host) || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** How a server is to be reached. */
export interface Line {
  readonly host: string;
  readonly certificateFiles: CertificateFiles | undefined;
  readonly isTrustedProxy: IsTrustedProxy | undefined;
}

/**
 * Makes sure that no token, PIN or guest crosses a network in clear because somebody forgot a certificate.
 *
 * @throws ConfigurationError that names what to set, off the loopback without a certificate and without a word on proxies
 */
export function expectNoPlainHttp({ host, certificateFiles, isTrustedProxy }: Line): void {
  if (isLoopback(host) || certificateFiles !== undefined || isTrustedProxy !== undefined) return;
  throw new config.ConfigurationError(
    'NIGHTLATCH_TLS_CERT_FILE',
    `is not set, so that tokens and guests would be read on their way to --host ${host}. A certificate and its key ` +
      '(NIGHTLATCH_TLS_KEY_FILE) have it speak HTTPS; where a proxy speaks HTTPS for it, NIGHTLATCH_TRUSTED_PROXIES names ' +
      'the addresses of that proxy; and "none" there says that plain HTTP is meant, as in a container whose port is published on the loopback',
    '/etc/nightlatch/tls/cert.pem',
  );
}
