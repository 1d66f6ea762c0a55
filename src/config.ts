import { readFileSync } from 'node:fs';

import { ConfigurationError, type Environment } from './client/configuration-error.ts';
import { readTemporalConfig, type TemporalConfig } from './client/temporal-config.ts';
import { isSeamApiKey, isSeamEndpoint } from './seam/where.ts';
import type { CertificateFiles } from './serving/certificate.ts';
import { type IsTrustedProxy, parseTrustedProxies } from './serving/trusted-proxies.ts';
import { parseDuration } from './stay/duration.ts';

export { ConfigurationError, type Environment } from './client/configuration-error.ts';
export type { TemporalConfig } from './client/temporal-config.ts';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** What a worker or a gateway logs: this, and what weighs more. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where Seam is, and as whom we come. */
export interface SeamConfig {
  readonly apiKey: string;
  /** Seam's own if absent. */
  readonly endpoint?: string;
}

/** The process's own environment: for the programs that it starts. */
export function environment(): Environment {
  return process.env;
}

/** Where Temporal is, by `TEMPORAL_*` or the profile file that Temporal's own tools share. */
export function temporal(env: Environment = process.env): TemporalConfig {
  return readTemporalConfig(env);
}

/** The server that somebody named by `TEMPORAL_ADDRESS`; undefined if one is to be started here. */
export function namedTemporal(env: Environment = process.env): TemporalConfig | undefined {
  return env['TEMPORAL_ADDRESS'] ? temporal(env) : undefined;
}

/** Where Seam is, by `SEAM_API_KEY` and `SEAM_ENDPOINT`. */
export function seam(env: Environment = process.env): SeamConfig {
  const apiKey = env['SEAM_API_KEY'];
  if (!apiKey) throw new ConfigurationError('SEAM_API_KEY', 'is not set', 'seam_your_key');
  if (!isSeamApiKey(apiKey)) {
    const wrong = 'must start with "seam_", have no spaces, and be an API key and no other token';
    throw new ConfigurationError('SEAM_API_KEY', wrong, 'seam_your_key');
  }
  const endpoint = env['SEAM_ENDPOINT'];
  if (!endpoint) return { apiKey };
  if (!isSeamEndpoint(endpoint)) {
    const wrong = 'must be a web address without a user name and a query';
    throw new ConfigurationError('SEAM_ENDPOINT', wrong, 'https://connect.getseam.com');
  }
  return { apiKey, endpoint: endpoint.replace(/\/+$/, '') };
}

/** The same for a program that can do without Seam: undefined if no key is set. */
export function seamIfSet(env: Environment = process.env): SeamConfig | undefined {
  return env['SEAM_API_KEY'] ? seam(env) : undefined;
}

/** The path of the listings file, by `NIGHTLATCH_LISTINGS`. */
export function listingsPath(env: Environment = process.env): string {
  return env['NIGHTLATCH_LISTINGS'] || 'listings.json';
}

/** The path of the key ring that encrypts payloads, by `NIGHTLATCH_PAYLOAD_KEYS`; undefined if they are in clear. */
export function payloadKeys(env: Environment = process.env): string | undefined {
  return env['NIGHTLATCH_PAYLOAD_KEYS'] || undefined;
}

/** The path of the gateway's tokens file, by `NIGHTLATCH_TOKENS`; undefined if there is none. */
export function tokensPath(env: Environment = process.env): string | undefined {
  return env['NIGHTLATCH_TOKENS'] || undefined;
}

/** The path of the webhooks file, by `NIGHTLATCH_WEBHOOKS`; undefined if nobody is told of events. */
export function webhooksPath(env: Environment = process.env): string | undefined {
  return env['NIGHTLATCH_WEBHOOKS'] || undefined;
}

/**
 * Where a gateway or a codec server has its certificate and its key, by `NIGHTLATCH_TLS_CERT_FILE` and
 * `NIGHTLATCH_TLS_KEY_FILE`; undefined if it speaks HTTP.
 */
export function certificateFiles(env: Environment = process.env): CertificateFiles | undefined {
  const certPath = env['NIGHTLATCH_TLS_CERT_FILE'];
  const keyPath = env['NIGHTLATCH_TLS_KEY_FILE'];
  if (!certPath && !keyPath) return undefined;
  if (certPath && keyPath) return { certPath, keyPath };
  const [lacking, example] = certPath
    ? ['NIGHTLATCH_TLS_KEY_FILE', 'key.pem']
    : ['NIGHTLATCH_TLS_CERT_FILE', 'cert.pem'];
  const wrong = 'is not set, and the other one of certificate and key is';
  throw new ConfigurationError(lacking, wrong, example);
}

/** The proxies whose `X-Forwarded-…` counts, by `NIGHTLATCH_TRUSTED_PROXIES`; undefined if it is not set. */
export function trustedProxies(env: Environment = process.env): IsTrustedProxy | undefined {
  const text = env['NIGHTLATCH_TRUSTED_PROXIES'];
  if (!text) return undefined;
  const isTrusted = parseTrustedProxies(text);
  if (isTrusted !== undefined) return isTrusted;
  const wrong =
    'must be addresses or networks with commas between them, and not the whole world; or "none"';
  throw new ConfigurationError('NIGHTLATCH_TRUSTED_PROXIES', wrong, '10.0.0.2,10.1.0.0/16');
}

/** The file that is to hold the secret of Seam's webhook, by `SEAM_WEBHOOK_SECRET_FILE`, whether it is there or not. */
export function seamWebhookSecretPath(env: Environment = process.env): string | undefined {
  return env['SEAM_WEBHOOK_SECRET_FILE'] || undefined;
}

/**
 * The secret of Seam's webhook, by `SEAM_WEBHOOK_SECRET`, or in the file that `SEAM_WEBHOOK_SECRET_FILE` names;
 * undefined if events of Seam's are not taken.
 */
export function seamWebhookSecret(env: Environment = process.env): string | undefined {
  const path = seamWebhookSecretPath(env);
  const secret = path ? secretIn(path) : env['SEAM_WEBHOOK_SECRET'];
  if (!secret) return undefined;
  if (/^whsec_[A-Za-z0-9+/]{24,}={0,2}$/.test(secret)) return secret;
  const wrong = 'must be the secret that Seam shows for the webhook, which starts with "whsec_"';
  if (!path) throw new ConfigurationError('SEAM_WEBHOOK_SECRET', wrong, 'whsec_your_secret');
  const inFile = `names a file whose text ${wrong}`;
  throw new ConfigurationError('SEAM_WEBHOOK_SECRET_FILE', inFile, 'seam-webhook.secret');
}

function secretIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim() || 'empty';
  } catch {
    const wrong = 'names a file that cannot be read';
    throw new ConfigurationError('SEAM_WEBHOOK_SECRET_FILE', wrong, 'seam-webhook.secret');
  }
}

/** How much a worker or a gateway logs, by `NIGHTLATCH_LOG_LEVEL`. */
export function logLevel(env: Environment = process.env): LogLevel {
  const name = env['NIGHTLATCH_LOG_LEVEL'] || 'info';
  const level = LOG_LEVELS.find((known) => known === name);
  if (level === undefined) {
    const wrong = `must be one of ${LOG_LEVELS.join(', ')}`;
    throw new ConfigurationError('NIGHTLATCH_LOG_LEVEL', wrong, 'info');
  }
  return level;
}

/** Milliseconds between the two proofs of absence, by `NIGHTLATCH_QUIET_PERIOD`. */
export function quietPeriodMs(env: Environment = process.env): number {
  const ms = parseDuration(env['NIGHTLATCH_QUIET_PERIOD'] || '10 minutes');
  if (ms === undefined || ms < 1_000 || ms > 86_400_000) {
    const wrong = 'must be a duration from 1 second to 1 day';
    throw new ConfigurationError('NIGHTLATCH_QUIET_PERIOD', wrong, "'10 minutes'");
  }
  return ms;
}

/** Seam steps started per second, all workers together, by `NIGHTLATCH_SEAM_RATE`. */
export function seamRate(env: Environment = process.env): number {
  const text = env['NIGHTLATCH_SEAM_RATE'] || '10';
  const rate = /^\d{1,4}(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (rate <= 0) {
    const wrong = 'must be a number of steps per second above 0 and below 10000';
    throw new ConfigurationError('NIGHTLATCH_SEAM_RATE', wrong, '10');
  }
  return rate;
}
