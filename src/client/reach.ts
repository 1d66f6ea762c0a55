import type { Client } from '@temporalio/client';

import { translate } from './errors.ts';

const ANSWERED_WITHIN_MS = 3_000;

/**
 * Makes sure that Temporal answers and has the client's namespace.
 *
 * @throws StayError `CannotReachTemporal` after 3 s; `TemporalMisconfigured`
 */
export async function reach(client: Client): Promise<void> {
  const { namespace } = client.options;
  try {
    await client.withDeadline(Date.now() + ANSWERED_WITHIN_MS, () =>
      client.workflowService.describeNamespace({ namespace }),
    );
  } catch (error) {
    throw translate(error);
  }
}
