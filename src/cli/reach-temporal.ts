import { Connection } from '@temporalio/client';

import { cannotReachTemporal, translate } from '../client/errors.ts';
import type { TemporalConfig } from '../config.ts';
import { SearchAttributeError } from '../setup.ts';

import { UsageError } from './usage-error.ts';

const CONNECTED_WITHIN_MS = 5_000;

/**
 * Lets a piece of work talk to Temporal itself, and hangs up afterwards.
 *
 * @throws StayError `CannotReachTemporal` after 5 s; whatever else Temporal answers in the client's
 * words; SearchAttributeError and UsageError as they are
 */
export async function reachTemporal<T>(
  { connection: options, address }: TemporalConfig,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connecting = Connection.connect({ ...options, connectTimeout: CONNECTED_WITHIN_MS });
  const connection = await connecting.catch(() => {
    throw cannotReachTemporal(address);
  });
  try {
    return await work(connection);
  } catch (error) {
    if (error instanceof SearchAttributeError || error instanceof UsageError) throw error;
    throw translate(error);
  } finally {
    await connection.close();
  }
}
