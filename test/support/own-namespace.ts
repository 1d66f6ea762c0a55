import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { Client, type Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

import { STAY_SEARCH_ATTRIBUTES } from '../../src/contract/search-attributes.ts';
import { registerSearchAttributes } from '../../src/setup.ts';

const KNOWN_WITHIN_MS = 30_000;

/**
 * Registers a namespace that no other story uses, so that no worker lives another's stays. It goes
 * with the server.
 */
export async function ownNamespace(
  connection: Connection,
  options: { readonly searchAttributes: boolean } = { searchAttributes: true },
): Promise<string> {
  const namespace = `story-${randomUUID().slice(0, 8)}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  await untilKnown(connection, namespace);
  if (options.searchAttributes) {
    await registerSearchAttributes(connection, namespace, STAY_SEARCH_ATTRIBUTES);
  }
  return namespace;
}

/** The parts of the server learn of a namespace one after the other: the one that counts last. */
async function untilKnown(connection: Connection, namespace: string): Promise<void> {
  const deadline = Date.now() + KNOWN_WITHIN_MS;
  for (;;) {
    try {
      await new Client({ connection, namespace }).workflow.count();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(100);
    }
  }
}
