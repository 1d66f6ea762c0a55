import { addAccessUser, issueCredential, type Recipe } from '../recipe.ts';

/** Latch: no access groups; the credential itself names the doors and the window. */
export const latchMobile = {
  id: 'latch-mobile',
  version: 1,
  title: 'Latch, mobile key',
  window: 'seam',
  doors: 'entrances',
  needs: ['fullName'],
  steps: [addAccessUser(), issueCredential('mobile_key', { namesDoors: true })],
} as const satisfies Recipe;
