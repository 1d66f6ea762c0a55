import { setTimeout as delay } from 'node:timers/promises';

import { Connection, type ConnectionOptions } from '@temporalio/client';

import { missingSearchAttributes, type SearchAttributes } from '../../setup.ts';

/** A Temporal namespace that is to answer. */
export interface Expected {
  readonly connection: ConnectionOptions;
  readonly namespace: string;
  /** Search attributes that it must know. */
  readonly searchAttributes: SearchAttributes;
}

const TRY_AGAIN_MS = 50;

/** gRPC cannot be told to stop waiting for a connection, so each wait for one is short. */
const ATTEMPT_MS = 1_000;

/** A server that starts refuses connections for half a second; gRPC's own pause is twice that. */
const IMPATIENT = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 500,
};

/**
 * Resolves when the namespace answers and knows the search attributes. Tries for `withinMs`.
 *
 * @throws the last error when the time is over; the signal's reason, within a second
 */
export async function untilServing(
  expected: Expected,
  withinMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    const failure = await look(expected);
    signal?.throwIfAborted();
    if (failure === undefined) return;
    if (Date.now() >= deadline) throw failure;
    await delay(TRY_AGAIN_MS);
  }
}

/** Asks once, and answers why the namespace cannot be used yet, if so. */
async function look(expected: Expected): Promise<Error | undefined> {
  const { namespace, searchAttributes } = expected;
  const connection = Connection.lazy({
    ...expected.connection,
    connectTimeout: ATTEMPT_MS,
    channelArgs: IMPATIENT,
  });
  try {
    await connection.ensureConnected();
    const missing = await connection.withDeadline(Date.now() + ATTEMPT_MS, async () => {
      await connection.workflowService.describeNamespace({ namespace });
      return missingSearchAttributes(connection, namespace, searchAttributes);
    });
    return missing.length === 0 ? undefined : new Error(`it does not know ${missing.join(', ')}`);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    await connection.close();
  }
}
