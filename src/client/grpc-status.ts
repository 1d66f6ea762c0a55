import { isGrpcServiceError, WorkflowNotFoundError } from '@temporalio/client';

/** google.rpc.Code */
const NOT_FOUND = 5;

/** The gRPC status with which Temporal refused a call; undefined for any other error. */
export function grpcStatus(error: unknown): number | undefined {
  return isGrpcServiceError(error) ? error.code : undefined;
}

/**
 * Whether Temporal does not know what was asked for. Some calls of its client tell that by an error of
 * its own, and others, such as `fetchHistory`, by the status alone.
 */
export function isNotFound(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError || grpcStatus(error) === NOT_FOUND;
}
