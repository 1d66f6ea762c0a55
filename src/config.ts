import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';

import { parseDuration } from './domain/duration.ts';

/** The variables that a process was given. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is missing or cannot be used. The text fits on one line and quotes no secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly next: string;

  constructor(variable: string, wrong: string, example: string) {
    super(`${variable} ${wrong}`);
    this.next = `Set it, for example ${variable}=${example}.`;
  }
}

/** Where Temporal is. */
export interface TemporalConfig {
  /** As `Connection.connect` and `NativeConnection.connect` take it. */
  readonly connection: ClientConnectConfig['connectionOptions'];
  readonly namespace: string;
  /** "host:port", for people. */
  readonly address: string;
}

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
  const { connectionOptions, namespace } = loadProfile(env);
  const address = connectionOptions.address ?? 'localhost:7233';
  if (!/^[^\s/:]+:\d{1,5}$|^\[[\da-fA-F:.]+\]:\d{1,5}$/.test(address)) {
    throw new ConfigurationError('TEMPORAL_ADDRESS', 'must be a host and a port', 'localhost:7233');
  }
  return {
    connection: { ...connectionOptions, address },
    namespace: namespace ?? 'default',
    address,
  };
}

/** The server that somebody named by `TEMPORAL_ADDRESS`; undefined if one is to be started here. */
export function namedTemporal(env: Environment = process.env): TemporalConfig | undefined {
  return env['TEMPORAL_ADDRESS'] ? temporal(env) : undefined;
}

/** Where Seam is, by `SEAM_API_KEY` and `SEAM_ENDPOINT`. */
export function seam(env: Environment = process.env): SeamConfig {
  const apiKey = env['SEAM_API_KEY'];
  if (!apiKey) throw new ConfigurationError('SEAM_API_KEY', 'is not set', 'seam_your_key');
  if (!/^seam_[\x21-\x7e]+$/.test(apiKey)) {
    const wrong = 'must start with "seam_" and have no spaces';
    throw new ConfigurationError('SEAM_API_KEY', wrong, 'seam_your_key');
  }
  const endpoint = env['SEAM_ENDPOINT'];
  if (!endpoint) return { apiKey };
  if (!['http:', 'https:'].includes(URL.parse(endpoint)?.protocol ?? '')) {
    throw new ConfigurationError(
      'SEAM_ENDPOINT',
      'must be a web address',
      'https://connect.getseam.com',
    );
  }
  return { apiKey, endpoint: endpoint.replace(/\/+$/, '') };
}

/** The path of the listings file, by `NIGHTLATCH_LISTINGS`. */
export function listingsPath(env: Environment = process.env): string {
  return env['NIGHTLATCH_LISTINGS'] || 'listings.json';
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
    const wrong = 'must be a number of steps per second above 0';
    throw new ConfigurationError('NIGHTLATCH_SEAM_RATE', wrong, '10');
  }
  return rate;
}

function loadProfile(env: Environment): ClientConnectConfig {
  for (const name of ['TEMPORAL_TLS', 'TEMPORAL_TLS_DISABLE_HOST_VERIFICATION']) {
    // Temporal's loader takes every other word for "no", so "yes" would turn encryption off.
    if (!/^(?:true|false|1|0)?$/.test(env[name] ?? '')) {
      throw new ConfigurationError(name, 'must be true or false', 'true');
    }
  }
  const set = Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1]));
  try {
    return loadClientConnectConfig({ overrideEnvVars: Object.fromEntries(set) });
  } catch (error) {
    throw whyNoProfile(error, env);
  }
}

// The loader's own words may quote a certificate or a key, so they are not passed on.
function whyNoProfile(error: unknown, env: Environment): ConfigurationError {
  const file = error instanceof Error && 'path' in error ? error.path : undefined;
  const variable = Object.keys(env).find((name) => file !== undefined && env[name] === file);
  if (variable !== undefined) {
    return new ConfigurationError(variable, 'names a file that cannot be read', 'client.pem');
  }
  if (error instanceof Error && error.message.startsWith('Profile ')) {
    const wrong = 'names a profile that the configuration file does not have';
    return new ConfigurationError('TEMPORAL_PROFILE', wrong, 'default');
  }
  const wrong = 'or the default configuration file is not valid TOML';
  return new ConfigurationError('TEMPORAL_CONFIG_FILE', wrong, 'temporal.toml');
}
