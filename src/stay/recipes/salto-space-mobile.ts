import {
  addAccessUser,
  identifyGuest,
  issueCredential,
  joinAccessGroups,
  type Recipe,
} from '../recipe.ts';

/** Seam's guide "Programming Salto Space Mobile Credentials": no schedule, so we keep the window. */
export const saltoSpaceMobile = {
  id: 'salto-space-mobile',
  version: 1,
  title: 'Salto Space, mobile key',
  window: 'nightlatch',
  doors: 'access-groups',
  needs: ['fullName', 'phone'],
  steps: [
    identifyGuest('fullName'),
    addAccessUser({ onIdentity: true, phone: true }),
    joinAccessGroups(),
    issueCredential('mobile_key'),
  ],
} as const satisfies Recipe;
