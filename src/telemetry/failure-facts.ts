import { PayloadUnreadable } from '../codec/unreadable.ts';
import type { StepFacts } from '../contract/failures.ts';

/**
 * What is logged of an error: our own failures have texts of ours; of any other only its class and its place
 * are told.
 */
export function failureFacts(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return {};
  if (error instanceof PayloadUnreadable) return { failure: error.name, message: error.message };
  // Told by name: one that a workflow threw is of the class that its own context knows.
  if (error.name === 'ApplicationFailure') {
    const type: unknown = 'type' in error ? error.type : undefined;
    return { failure: type, message: error.message, ...requestOf(error) };
  }
  // One that ended a workflow has lost its class and its type on the way between two threads, not its text.
  if (error.stack?.startsWith('ApplicationFailure: ') === true) return { message: error.message };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { failure: error.name, at: frames.slice(0, 6).map((line) => line.trim()) };
}

/** Which request to Seam the step failed over: Seam's people find it by its id. */
function requestOf(error: Error): Record<string, unknown> {
  const details: unknown = 'details' in error ? error.details : undefined;
  const [facts] = (Array.isArray(details) ? details : []) as (StepFacts | undefined)[];
  const { route, status, seamType, requestId } = facts ?? {};
  return { ...(route && { route, status, seamType, requestId }) };
}
