import { describe, expect, it } from 'vitest';

import { findRecipe, RECIPES } from '../../../src/stay/recipes/index.ts';
import { latchMobile } from '../../../src/stay/recipes/latch-mobile.ts';
import { saltoKsMobileEnrolled } from '../../../src/stay/recipes/salto-ks-mobile-enrolled.ts';
import { saltoKsMobile } from '../../../src/stay/recipes/salto-ks-mobile.ts';
import { saltoKsPin } from '../../../src/stay/recipes/salto-ks-pin.ts';
import { saltoSpaceMobile } from '../../../src/stay/recipes/salto-space-mobile.ts';

describe('a recipe says what its guide says, in that order', () => {
  it.each([
    [
      saltoKsPin,
      [
        { do: 'addAccessUser', onIdentity: false, scheduled: true, phone: false },
        { do: 'joinAccessGroups' },
        { do: 'issueCredential', method: 'code', namesDoors: false },
      ],
    ],
    [
      saltoKsMobileEnrolled,
      [
        { do: 'identifyGuest', by: 'email' },
        { do: 'enrollPhone' },
        { do: 'addAccessUser', onIdentity: true, scheduled: true, phone: false },
        { do: 'joinAccessGroups' },
        { do: 'issueCredential', method: 'mobile_key', namesDoors: false },
      ],
    ],
    [
      saltoKsMobile,
      [
        { do: 'identifyGuest', by: 'email' },
        { do: 'addAccessUser', onIdentity: true, scheduled: true, phone: false },
        { do: 'joinAccessGroups' },
        { do: 'issueCredential', method: 'mobile_key', namesDoors: false },
      ],
    ],
    [
      saltoSpaceMobile,
      [
        { do: 'identifyGuest', by: 'fullName' },
        { do: 'addAccessUser', onIdentity: true, scheduled: false, phone: true },
        { do: 'joinAccessGroups' },
        { do: 'issueCredential', method: 'mobile_key', namesDoors: false },
      ],
    ],
    [
      latchMobile,
      [
        { do: 'addAccessUser', onIdentity: false, scheduled: false, phone: false },
        { do: 'issueCredential', method: 'mobile_key', namesDoors: true },
      ],
    ],
  ])('$id', (recipe, guide) => {
    expect(recipe.steps).toEqual(guide);
  });
});

describe('the traits of the recipes', () => {
  it.each(RECIPES.map((recipe) => [recipe.id, recipe] as const))(
    '%s is found by its id, and by its version',
    (id, recipe) => {
      expect(findRecipe(id)).toBe(recipe);
      expect(findRecipe(id, recipe.version)).toBe(recipe);
      expect(findRecipe(id, 99)).toBeUndefined();
      expect(recipe.title).not.toBe('');
    },
  );

  it('leave the window to Seam, but for Salto Space, whose door our revocation alone shuts', () => {
    const ours = RECIPES.filter((recipe) => recipe.window === 'nightlatch');
    expect(ours).toEqual([saltoSpaceMobile]);
  });

  it('ask of the guest what the steps will say of the guest', () => {
    const needs = Object.fromEntries(RECIPES.map((recipe) => [recipe.id, recipe.needs]));
    expect(needs).toEqual({
      'salto-ks-pin': ['fullName'],
      'salto-ks-mobile-enrolled': ['email'],
      'salto-ks-mobile': ['email'],
      'salto-space-mobile': ['fullName', 'phone'],
      'latch-mobile': ['fullName'],
    });
  });
});
