import type { TemporalConfig } from '../../config.ts';
import { SEAM_TASK_QUEUE, TASK_QUEUE } from '../../contract/names.ts';
import { STAY_SEARCH_ATTRIBUTES } from '../../contract/search-attributes.ts';
import { registerSearchAttributes } from '../../setup.ts';
import { reachTemporal } from '../reach-temporal.ts';
import { countPollers } from '../task-queues.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Makes a Temporal server that somebody else started ready for a worker of the sandbox. Refuses where
 * a worker polls already: the two would share its stays, and ours would look for real doors in the
 * sandbox.
 *
 * @throws UsageError, SearchAttributeError, StayError
 */
export async function prepareBorrowed(temporal: TemporalConfig): Promise<void> {
  const { address, namespace } = temporal;
  await reachTemporal(temporal, async (connection) => {
    await registerSearchAttributes(connection, namespace, STAY_SEARCH_ATTRIBUTES);
    for (const queue of [TASK_QUEUE, SEAM_TASK_QUEUE]) {
      if ((await countPollers(connection, namespace, queue)) === 0) continue;
      throw new UsageError(
        `A worker works on the stays in namespace ${namespace} at ${address} already.`,
        'Unset TEMPORAL_ADDRESS to have a server of your own, or set TEMPORAL_NAMESPACE to another namespace.',
      );
    }
  });
}
