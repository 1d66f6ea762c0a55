import type { Recipe } from '../recipe.ts';

/** Seam's guide "Programming Salto Space Mobile Credentials": no schedule, so we hold the window. */
export const saltoSpaceMobile = {
  id: 'salto-space-mobile',
  version: 1,
  title: 'Salto Space, mobile key',
  window: 'nightlatch',
  doors: 'access-groups',
  needs: ['fullName', 'phone'],
  async grant(steps) {
    const identity = await steps.identifyGuest('fullName');
    const user = await steps.addAccessUser({ identity, phone: true });
    await steps.joinAccessGroups(user);
    return steps.issueCredential(user, 'mobile_key');
  },
} as const satisfies Recipe;
