import type { Recipe } from '../recipe.ts';

/** Seam's guide "Programming Salto KS PIN Code Credentials". */
export const saltoKsPin = {
  id: 'salto-ks-pin',
  version: 1,
  title: 'Salto KS, PIN code',
  window: 'seam',
  doors: 'access-groups',
  needs: ['fullName'],
  async grant(steps) {
    const user = await steps.addAccessUser({ scheduled: true });
    await steps.joinAccessGroups(user);
    return steps.issueCredential(user, 'code');
  },
} as const satisfies Recipe;
