import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';

import { isAddress } from './check-address.ts';
import { checkHeaders } from './check-headers.ts';
import { checkTls } from './check-tls.ts';
import { ConfigurationError, type Environment } from './configuration-error.ts';

/** Where Temporal is. */
export interface TemporalConfig {
  /** As `Connection.connect` and `NativeConnection.connect` take it. */
  readonly connection: ClientConnectConfig['connectionOptions'];
  readonly namespace: string;
  /** "host:port", for people. */
  readonly address: string;
}

/**
 * Where Temporal is, by `TEMPORAL_*` or the profile file that Temporal's own tools share. An empty
 * variable counts as none.
 *
 * @throws ConfigurationError
 */
export function readTemporalConfig(env: Environment): TemporalConfig {
  const { connectionOptions, namespace } = loadProfile(env);
  const address = connectionOptions.address ?? 'localhost:7233';
  if (!isAddress(address)) {
    throw new ConfigurationError('TEMPORAL_ADDRESS', 'must be a host and a port', 'localhost:7233');
  }
  checkTls(connectionOptions.tls, env);
  checkHeaders(connectionOptions, namespace);
  return {
    connection: { ...connectionOptions, address },
    namespace: namespace ?? 'default',
    address,
  };
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
