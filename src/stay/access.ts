import type { Access } from './state.ts';

/** A stay whose access was not looked at yet, and that wants the credential of this number. */
export function unseenAccess(issue: number): Access {
  return { wasEverConfirmed: false, issue };
}

/** Something has changed since the access was looked at. */
export function withoutLook(access: Access): Access {
  const { confirmedFor: _confirmed, lastLook: _look, ...unseen } = access;
  return unseen;
}
