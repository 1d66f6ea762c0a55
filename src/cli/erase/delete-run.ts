import { type Client, isGrpcServiceError } from '@temporalio/client';

/** google.rpc.Code */
const NOT_FOUND = 5;

/** Has Temporal delete a closed run, with its history and its place in the lists; one that is gone already is gone. */
export async function deleteRun(client: Client, workflowId: string, runId: string): Promise<void> {
  const { namespace } = client.options;
  try {
    await client.workflowService.deleteWorkflowExecution({
      namespace,
      workflowExecution: { workflowId, runId },
    });
  } catch (error) {
    const status: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
    if (status !== NOT_FOUND) throw error;
  }
}
