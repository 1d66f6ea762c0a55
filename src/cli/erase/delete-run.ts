import type { Client } from '@temporalio/client';

import { isNotFound } from '../../client/grpc-status.ts';

/** Has Temporal delete a closed run, with its history and its place in the lists; one that is gone already is gone. */
export async function deleteRun(client: Client, workflowId: string, runId: string): Promise<void> {
  const { namespace } = client.options;
  try {
    await client.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId },
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
