import {
  addAccessUser,
  enrollPhone,
  identifyGuest,
  issueCredential,
  joinAccessGroups,
  type Recipe,
} from '../recipe.ts';

/** Seam's older guide "Programming Salto KS Mobile Credentials", with its enrollment automation. */
export const saltoKsMobileEnrolled = {
  id: 'salto-ks-mobile-enrolled',
  version: 1,
  title: 'Salto KS, mobile key with enrollment',
  window: 'seam',
  doors: 'access-groups',
  needs: ['email'],
  isUserNamedByGuide: true,
  steps: [
    identifyGuest('email'),
    enrollPhone(),
    addAccessUser({ onIdentity: true, scheduled: true }),
    joinAccessGroups(),
    issueCredential('mobile_key'),
  ],
} as const satisfies Recipe;
