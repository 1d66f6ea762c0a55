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

/**
 * Resolves when the namespace answers and knows the search attributes. Tries for `withinMs`.
 *
 * @throws the last error when the time is over; the signal's reason
 */
export async function untilServing(
  expected: Expected,
  withinMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      signal?.throwIfAborted();
      return await look(expected, deadline);
    } catch (error) {
      signal?.throwIfAborted();
      if (Date.now() >= deadline) throw error;
      await delay(TRY_AGAIN_MS);
    }
  }
}

async function look(expected: Expected, deadline: number): Promise<void> {
  const { namespace, searchAttributes } = expected;
  const left = Math.max(deadline - Date.now(), 1);
  const connection = await Connection.connect({ ...expected.connection, connectTimeout: left });
  try {
    await connection.withDeadline(deadline, async () => {
      await connection.workflowService.describeNamespace({ namespace });
      const missing = await missingSearchAttributes(connection, namespace, searchAttributes);
      if (missing.length > 0) throw new Error(`no search attributes ${missing.join(', ')}`);
    });
  } finally {
    await connection.close();
  }
}
