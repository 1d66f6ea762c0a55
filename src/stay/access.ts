import type { Access } from './state.ts';

/** A stay whose access was not looked at yet, and that wants the credential of this number. */
export function unseenAccess(issue: number): Access {
  return { wasEverConfirmed: false, issue };
}
