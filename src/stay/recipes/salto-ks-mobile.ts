import type { Recipe } from '../recipe.ts';

/** Seam's newer guide "Programming Salto KS Mobile Credentials": Seam registers phones itself. */
export const saltoKsMobile = {
  id: 'salto-ks-mobile',
  version: 1,
  title: 'Salto KS, mobile key',
  window: 'seam',
  doors: 'access-groups',
  needs: ['email'],
  isUserNamedByGuide: true,
  async grant(steps) {
    const identity = await steps.identifyGuest('email');
    const user = await steps.addAccessUser({ identity, scheduled: true });
    await steps.joinAccessGroups(user);
    return steps.issueCredential(user, 'mobile_key');
  },
} as const satisfies Recipe;
