import { type Client, isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';

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
    if (!isNotFound(error)) throw error;
  }
}

/** Whether Temporal does not know a run. Only some calls of the client tell that by an error of its own. */
export function isNotFound(error: unknown): boolean {
  if (error instanceof WorkflowNotFoundError) return true;
  const status: number | undefined = isGrpcServiceError(error) ? error.code : undefined;
  return status === NOT_FOUND;
}
