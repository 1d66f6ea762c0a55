import { type Client, ServiceError, WorkflowNotFoundError } from '@temporalio/client';

import type { AnnouncingMeans } from '../../activities/index.ts';
import {
  announcerQuery,
  announcerSchema,
  announceSignal,
  type Announcer,
} from '../contract/announcing.ts';
import { ANNOUNCE_STAY, announceWorkflowId, TASK_QUEUE } from '../contract/names.ts';

const CALL_WITHIN_MS = 4_000;

/** The workflows that deliver the events of stays in a namespace, by its client. */
export function announcers(client: Client): AnnouncingMeans['announcer'] {
  return {
    async tell(reservationId, announcements) {
      const payload = { announcements };
      const workflowId = announceWorkflowId(reservationId);
      await client.withDeadline(Date.now() + CALL_WITHIN_MS, async () => {
        try {
          await client.workflow.getHandle(workflowId).signal(announceSignal, payload);
          return;
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        }
        const last = await lastAnnouncer(client, workflowId);
        await client.workflow.signalWithStart(ANNOUNCE_STAY, {
          workflowId,
          taskQueue: TASK_QUEUE,
          args: [last ?? { reservationId }],
          signal: announceSignal,
          signalArgs: [payload],
          workflowIdReusePolicy: 'ALLOW_DUPLICATE',
          staticSummary: 'Tells others what has happened in a stay',
        });
      });
    },
  };
}

/**
 * What the last announcer of a stay knew: its result, or, if somebody stopped it, what it answers still; so
 * that numbers go on, and nothing is lost with it. Undefined where Temporal knows none any more.
 */
async function lastAnnouncer(client: Client, workflowId: string): Promise<Announcer | undefined> {
  const handle = client.workflow.getHandle(workflowId);
  try {
    const { status, runId } = await handle.describe();
    const known: unknown =
      status.name === 'COMPLETED'
        ? await client.workflow.getHandle(workflowId, runId).result()
        : await client.workflow.getHandle(workflowId, runId).query(announcerQuery);
    return announcerSchema.safeParse(known).data;
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    // There is none any more, or its key is lost: numbers begin where the stay has them.
    return undefined;
  }
}
