import type { Access } from './state.ts';

/** The access that nobody has looked at yet, of a stay that wants the credential of this number. */
export function unseenAccess(issue: number): Access {
  return { wasEverConfirmed: false, issue };
}

/** Something has changed since the access was looked at. */
export function withoutLook(access: Access): Access {
  const { confirmedFor: _confirmed, lastLook: _look, ...unseen } = access;
  return unseen;
}
