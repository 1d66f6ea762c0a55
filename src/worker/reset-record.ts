import type { StayRecord } from '../contract/closing.ts';

/**
 * What a run that was reset left, without the requests that it heard: Temporal has the run that goes on hear them
 * again. A stay that somebody had ended keeps them, so that it stays ended: a cancellation from the Temporal UI is
 * not heard again.
 */
export function withoutRequests(record: StayRecord): StayRecord {
  if (record.status.orphaned !== true) return record;
  const { revisions: _heard, ...status } = record.status;
  return { ...record, status: { ...status, revision: 0 } };
}
