import { env } from 'node:process';

import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';

import { clientConverter } from '../codec/client-encryption.ts';
import { KeyRingError } from '../codec/key-ring.ts';

import { ConfigurationError } from './configuration-error.ts';
import { cannotReachTemporal, StayError } from './errors.ts';
import { readTemporalConfig, type TemporalConfig } from './temporal-config.ts';

/** Where Temporal is, if not where `TEMPORAL_*` or the profile file say. */
export interface ConnectOptions {
  /** Its `connectTimeout` is how long a call waits for a connection; 5 s if it says nothing. */
  readonly connection?: ConnectionOptions;
  readonly namespace?: string;
  /**
   * The path of the key ring with which the workers encrypt, if not the one that
   * `NIGHTLATCH_PAYLOAD_KEYS` names.
   */
  readonly payloadKeys?: string;
  /** In place of the one that the key ring makes. */
  readonly dataConverter?: DataConverter;
}

const CONNECTED_WITHIN_MS = 5_000;

/**
 * Connects to Temporal.
 *
 * @throws StayError `CannotReachTemporal` after 5 s, or the connection's own `connectTimeout`;
 * `TemporalMisconfigured`, also for a key ring that cannot be used
 */
export async function connect(options: ConnectOptions): Promise<Client> {
  const configured = options.connection === undefined ? configuration() : undefined;
  const where = options.connection ?? configured?.connection;
  const namespace = options.namespace ?? configured?.namespace;
  const dataConverter = options.dataConverter ?? encryption(options.payloadKeys, namespace);
  const connecting = Connection.connect({ connectTimeout: CONNECTED_WITHIN_MS, ...where });
  const connection = await connecting.catch(() => {
    // The reason is a timeout however it failed: gRPC keeps trying until then.
    throw cannotReachTemporal(where?.address ?? 'localhost:7233');
  });
  return new Client({
    connection,
    ...(namespace === undefined ? {} : { namespace }),
    ...(dataConverter === undefined ? {} : { dataConverter }),
  });
}

/** Of a backend that says nothing, the process's own settings. */
function configuration(): TemporalConfig {
  try {
    return readTemporalConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new StayError('TemporalMisconfigured', `${error.message}.`, error.next);
  }
}

function encryption(
  payloadKeys = env['NIGHTLATCH_PAYLOAD_KEYS'] || undefined,
  namespace = 'default',
): DataConverter | undefined {
  try {
    return clientConverter(payloadKeys, namespace);
  } catch (error) {
    if (!(error instanceof KeyRingError)) throw error;
    throw new StayError('TemporalMisconfigured', `${error.message}.`, error.next);
  }
}
