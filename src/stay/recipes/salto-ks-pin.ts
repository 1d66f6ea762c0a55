import { addAccessUser, issueCredential, joinAccessGroups, type Recipe } from '../recipe.ts';

/** Seam's guide "Programming Salto KS PIN Code Credentials". */
export const saltoKsPin = {
  id: 'salto-ks-pin',
  version: 1,
  title: 'Salto KS, PIN code',
  window: 'seam',
  doors: 'access-groups',
  needs: ['fullName'],
  steps: [addAccessUser({ scheduled: true }), joinAccessGroups(), issueCredential('code')],
} as const satisfies Recipe;
