import type { Site } from './cell.ts';

/** A call to Seam in activities/ that no scenario strikes. */
export interface NotStruck {
  readonly step: string;
  readonly route: string;
  readonly why: string;
}

const AFTER_REFUSAL =
  'a look after Seam refused for what had gone a moment ago; if it fails, the step begins again';
const DOUBLES =
  'a look before doubled enrollments are removed; a scenario makes it, and if it fails, the step begins again';
const LATE_IDENTITY =
  'a look at who hangs on an identity that the proof has found; only a late commit leaves one, so no undisturbed scenario makes it';
const SURVEY =
  'the reconciler’s, not a stay’s: a list that fails is unread, and nothing follows from it (test/system/reconcile-unread.long.test.ts)';
const CLOSER_LOOK =
  'the reconciler’s, not a stay’s: an access that it cannot look at wakes nobody (workflows/reconcile/reading-doors.ts)';

const NO_HOLD = 'no scenario of the matrix has a hold (test/activities/suspending.test.ts)';

/** Read off the sources: a call that is new in activities/ is either in a scenario or belongs here. */
const NOT_STRUCK: readonly NotStruck[] = [
  {
    step: 'addAccessUser',
    route: '/acs/users/get',
    why: 'a look at a user that somebody has renamed, or after Seam refused; if it fails, the step begins again',
  },
  { step: 'addAccessUser', route: '/user_identities/get', why: AFTER_REFUSAL },
  { step: 'addAccessUser', route: '/user_identities/list_acs_users', why: AFTER_REFUSAL },
  { step: 'joinAccessGroups', route: '/acs/users/get', why: AFTER_REFUSAL },
  { step: 'issueCredential', route: '/acs/users/get', why: AFTER_REFUSAL },
  { step: 'moveWindow', route: '/acs/users/get', why: AFTER_REFUSAL },
  { step: 'moveWindow', route: '/acs/credentials/get', why: AFTER_REFUSAL },
  { step: 'enrollPhone', route: '/user_identities/get', why: DOUBLES },
  { step: 'enrollPhone', route: '/user_identities/list_acs_users', why: DOUBLES },
  {
    step: 'confirmAccess',
    route: '/acs/users/update',
    why: 'a touch that may bring a seat to a user without one; the site of no scenario is full',
  },
  {
    step: 'confirmAccess',
    route: '/user_identities/get',
    why: 'a look after somebody merged the identity between two steps; no scenario has that',
  },
  {
    step: 'removeIdentity',
    route: '/user_identities/enrollment_automations/list',
    why: 'a look at what keeps an identity; a scenario makes it, and if it fails, the step begins again',
  },
  { step: 'proveAbsence', route: '/user_identities/list_acs_users', why: LATE_IDENTITY },
  { step: 'proveAbsence', route: '/acs/systems/get', why: LATE_IDENTITY },
  { step: 'suspendAccess', route: '/acs/users/suspend', why: NO_HOLD },
  { step: 'suspendAccess', route: '/acs/users/get', why: NO_HOLD },
  { step: 'resumeAccess', route: '/acs/users/unsuspend', why: NO_HOLD },
  { step: 'resumeAccess', route: '/acs/users/get', why: NO_HOLD },
  { step: 'surveySeam', route: '/user_identities/list', why: SURVEY },
  { step: 'surveySeam', route: '/acs/users/list', why: SURVEY },
  { step: 'surveySeam', route: '/acs/credentials/list', why: SURVEY },
  { step: 'lookAtAccesses', route: '/acs/access_groups/list', why: CLOSER_LOOK },
  { step: 'lookAtAccesses', route: '/acs/credentials/get', why: CLOSER_LOOK },
];

/** The calls to Seam that are not among the sites, and why. */
export function notStruckBy(sites: readonly Site[]): readonly NotStruck[] {
  // The proofs of an end carry a number.
  const struck = new Set(sites.map(({ step, route }) => `${step.split(' ', 1)[0]} ${route}`));
  return NOT_STRUCK.filter(({ step, route }) => !struck.has(`${step} ${route}`));
}
