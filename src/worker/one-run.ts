import { grpcStatus } from '../client/grpc-status.ts';

/** google.rpc.Code: it was cancelled, too late, not allowed, too much, away, or not known who asks. */
const OF_EVERY_RUN: ReadonlySet<number> = new Set([1, 4, 7, 8, 14, 16]);

/**
 * Whether Temporal answers, and cannot read this one run: what it holds of it is broken, for example. While it is away,
 * or lets nobody in, that says nothing about any run.
 */
export function isOfOneRun(error: unknown): boolean {
  for (let seen = error; seen instanceof Error; seen = seen.cause) {
    const status = grpcStatus(seen);
    if (status !== undefined) return !OF_EVERY_RUN.has(status);
  }
  return false;
}
