import type { Client } from '@temporalio/client';

import type { Status } from '../contract/status.ts';

const MOST_RUNS = 20;

/**
 * The final status of the last closed run of a stay, other than the one that asks; undefined if
 * there is none within the namespace's retention.
 */
export async function recallStay(
  client: Client,
  run: { readonly workflowId: string; readonly runId: string },
): Promise<Status | undefined> {
  const { executions } = await client.workflowService.listClosedWorkflowExecutions({
    namespace: client.options.namespace,
    maximumPageSize: MOST_RUNS,
    executionFilter: { workflowId: run.workflowId },
  });
  for (const { execution, status } of executions ?? []) {
    // A refused put leaves a failed run, which knows nothing.
    if (!execution?.runId || execution.runId === run.runId || Number(status) !== COMPLETED)
      continue;
    const handle = client.workflow.getHandle<() => Promise<Status>>(
      run.workflowId,
      execution.runId,
      {
        followRuns: false,
      },
    );
    return handle.result();
  }
  return undefined;
}

/** temporal.api.enums.v1.WorkflowExecutionStatus */
const COMPLETED = 2;
