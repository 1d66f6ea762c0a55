import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from '@temporalio/client';

import { cannotReachTemporal, translate } from './errors.ts';

const ANSWERED_WITHIN_MS = 3_000;

/**
 * Makes sure that Temporal answers and has the client's namespace.
 *
 * @throws StayError `CannotReachTemporal` after 3 s, or `withinMs`; `TemporalMisconfigured`
 */
export async function reach(client: Client, withinMs = ANSWERED_WITHIN_MS): Promise<void> {
  const { namespace } = client.options;
  const asked = client.withDeadline(Date.now() + withinMs, () =>
    client.workflowService.describeNamespace({ namespace }),
  );
  const over = new AbortController();
  // Temporal's client looks at its deadline only once it has paused before another attempt, for up to 5 s.
  const late = delay(withinMs, 'late', { signal: over.signal });
  for (const one of [asked, late]) one.catch(() => {});
  try {
    if ((await Promise.race([asked, late])) === 'late') throw cannotReachTemporal();
  } catch (error) {
    throw translate(error);
  } finally {
    over.abort();
  }
}
