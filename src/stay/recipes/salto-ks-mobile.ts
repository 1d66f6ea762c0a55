import {
  addAccessUser,
  identifyGuest,
  issueCredential,
  joinAccessGroups,
  type Recipe,
} from '../recipe.ts';

/** Seam's newer guide "Programming Salto KS Mobile Credentials": Seam registers phones itself. */
export const saltoKsMobile = {
  id: 'salto-ks-mobile',
  version: 1,
  title: 'Salto KS, mobile key',
  window: 'seam',
  doors: 'access-groups',
  needs: ['email'],
  isUserNamedByGuide: true,
  steps: [
    identifyGuest('email'),
    addAccessUser({ onIdentity: true, scheduled: true }),
    joinAccessGroups(),
    issueCredential('mobile_key'),
  ],
} as const satisfies Recipe;
