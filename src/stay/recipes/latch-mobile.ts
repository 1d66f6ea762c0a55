import type { Recipe } from '../recipe.ts';

/** Latch: no access groups; the credential itself names the doors and the window. */
export const latchMobile = {
  id: 'latch-mobile',
  version: 1,
  title: 'Latch, mobile key',
  window: 'seam',
  doors: 'entrances',
  needs: ['fullName'],
  async grant(steps) {
    const user = await steps.addAccessUser({});
    return steps.issueCredential(user, 'mobile_key', { doors: true });
  },
} as const satisfies Recipe;
