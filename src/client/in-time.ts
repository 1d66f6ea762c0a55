import { setTimeout as delay } from 'node:timers/promises';

import type { Client } from '@temporalio/client';

/**
 * Asks Temporal, and waits for its answer so many milliseconds and no longer: its own client looks at a
 * deadline only once it has paused before another attempt, for up to 5 s.
 *
 * @throws what the call throws; what `late` makes, where no answer came in time
 */
export async function inTime<T>(
  client: Client,
  ms: number,
  call: () => Promise<T>,
  late: () => Error,
): Promise<T> {
  const asked = client.withDeadline(Date.now() + ms, call);
  const over = new AbortController();
  const passed = delay(ms, undefined, { signal: over.signal }).then(() => {
    throw late();
  });
  for (const one of [asked, passed]) one.catch(() => {});
  try {
    return await Promise.race([asked, passed]);
  } finally {
    over.abort();
  }
}
