import type { Recipe } from '../recipe.ts';

/** Seam's older guide "Programming Salto KS Mobile Credentials", with its enrollment automation. */
export const saltoKsMobileEnrolled = {
  id: 'salto-ks-mobile-enrolled',
  version: 1,
  title: 'Salto KS, mobile key with enrollment',
  window: 'seam',
  doors: 'access-groups',
  needs: ['email'],
  isUserNamedByGuide: true,
  async grant(steps) {
    const identity = await steps.identifyGuest('email');
    await steps.enrollPhone(identity);
    const user = await steps.addAccessUser({ identity, scheduled: true });
    await steps.joinAccessGroups(user);
    return steps.issueCredential(user, 'mobile_key');
  },
} as const satisfies Recipe;
