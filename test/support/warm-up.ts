import type { Client } from '@temporalio/client';

import { GUEST_STAY, stayWorkflowId, TASK_QUEUE } from '../../src/contract/names.ts';

const WITHIN_MS = 90_000;

/**
 * Has a stay refused before the stories begin: on a busy machine the first task of a worker takes
 * longer than the 5 seconds after which a client calls its put pending.
 */
export async function warmUp(client: Client): Promise<void> {
  const reservation = {
    reservationId: 'warm-up',
    listingId: 'nowhere',
    checkIn: '2099-01-01',
    checkOut: '2099-01-02',
  };
  const run = await client.workflow.start(GUEST_STAY, {
    workflowId: stayWorkflowId('warm-up'),
    taskQueue: TASK_QUEUE,
    args: [reservation],
  });
  await client.withDeadline(Date.now() + WITHIN_MS, () => run.result()).catch(() => {});
}
