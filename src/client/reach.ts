import type { Client } from '@temporalio/client';

import { cannotReachTemporal, translate } from './errors.ts';
import { inTime } from './in-time.ts';

const ANSWERED_WITHIN_MS = 3_000;

/**
 * Makes sure that Temporal answers and has the client's namespace.
 *
 * @throws StayError `CannotReachTemporal` after 3 s, or `withinMs`; `TemporalMisconfigured`
 */
export async function reach(client: Client, withinMs = ANSWERED_WITHIN_MS): Promise<void> {
  const { namespace } = client.options;
  const ask = () => client.workflowService.describeNamespace({ namespace });
  try {
    await inTime(client, withinMs, ask, cannotReachTemporal);
  } catch (error) {
    throw translate(error);
  }
}
