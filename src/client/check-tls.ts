import { createPrivateKey, X509Certificate } from 'node:crypto';

import type { ClientConnectConfig } from '@temporalio/envconfig';

import { isHostName } from './check-address.ts';
import { ConfigurationError, type Environment } from './configuration-error.ts';

/** The parts of TLS that somebody configures, as the variables name them. */
type Part = 'CLIENT_CERT' | 'CLIENT_KEY' | 'SERVER_CA_CERT';

/**
 * Makes sure that what TLS is to use can be used: gRPC would only keep trying.
 *
 * @throws ConfigurationError, which quotes nothing of a certificate or a key
 */
export function checkTls(
  tls: ClientConnectConfig['connectionOptions']['tls'],
  env: Environment,
): void {
  if (typeof tls !== 'object' || tls === null) return;
  const { clientCertPair: pair, serverRootCACertificate: authority, serverNameOverride } = tls;
  if (serverNameOverride !== undefined && !isHostName(serverNameOverride)) {
    const wrong = 'must be the name of a host';
    throw new ConfigurationError('TEMPORAL_TLS_SERVER_NAME', wrong, 'temporal.example');
  }
  const lonely = (['CLIENT_CERT', 'CLIENT_KEY'] as const).find((part) => isNamed(part, env));
  if (pair === undefined && lonely !== undefined) {
    const other = lonely === 'CLIENT_CERT' ? 'CLIENT_KEY' : 'CLIENT_CERT';
    throw unusable(other, env, 'is not set, and the other half of the client certificate is');
  }
  const certificate = 'must be a certificate in PEM form';
  if (pair !== undefined) {
    const { crt, key } = pair;
    expectReadable(() => new X509Certificate(crt), 'CLIENT_CERT', env, certificate);
    const privateKey = 'must be an unencrypted private key in PEM form';
    expectReadable(() => createPrivateKey(Buffer.from(key)), 'CLIENT_KEY', env, privateKey);
  }
  if (authority !== undefined) {
    expectReadable(() => new X509Certificate(authority), 'SERVER_CA_CERT', env, certificate);
  }
}

function expectReadable(read: () => unknown, part: Part, env: Environment, rule: string): void {
  try {
    read();
  } catch {
    throw unusable(part, env, rule);
  }
}

function unusable(part: Part, env: Environment, wrong: string): ConfigurationError {
  return env[dataOf(part)]
    ? new ConfigurationError(dataOf(part), wrong, '"$(cat file.pem)"')
    : new ConfigurationError(`TEMPORAL_TLS_${part}_PATH`, wrong, 'file.pem');
}

function isNamed(part: Part, env: Environment): boolean {
  return Boolean(env[dataOf(part)] || env[`TEMPORAL_TLS_${part}_PATH`]);
}

function dataOf(part: Part): string {
  return `TEMPORAL_TLS_${part}_DATA`;
}
