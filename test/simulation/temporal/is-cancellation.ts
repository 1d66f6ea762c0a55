import { ActivityFailure, CancelledFailure } from '@temporalio/common';

/** Whether an error says that something was cancelled, itself or the activity that it is about. */
export function isCancellation(error: unknown): boolean {
  return (
    error instanceof CancelledFailure ||
    (error instanceof ActivityFailure && error.cause instanceof CancelledFailure)
  );
}
