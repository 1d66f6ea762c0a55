import { describe, expect, it } from 'vitest';

import type { CredentialId, IdentityId, Steps, UserId } from '../../../src/stay/recipe.ts';
import { findRecipe, RECIPES } from '../../../src/stay/recipes/index.ts';
import { latchMobile } from '../../../src/stay/recipes/latch-mobile.ts';
import { saltoKsMobileEnrolled } from '../../../src/stay/recipes/salto-ks-mobile-enrolled.ts';
import { saltoKsMobile } from '../../../src/stay/recipes/salto-ks-mobile.ts';
import { saltoKsPin } from '../../../src/stay/recipes/salto-ks-pin.ts';
import { saltoSpaceMobile } from '../../../src/stay/recipes/salto-space-mobile.ts';

const identity = 'identity' as IdentityId;
const user = 'user' as UserId;
const credential = 'credential' as CredentialId;

/** A vocabulary that only writes down what is said in it. */
function recording(): { readonly steps: Steps; readonly said: unknown[][] } {
  const said: unknown[][] = [];
  const say =
    <R>(verb: string, answer: R) =>
    async (...words: unknown[]): Promise<R> => {
      said.push([verb, ...words]);
      return answer;
    };
  return {
    said,
    steps: {
      identifyGuest: say('identifyGuest', identity),
      enrollPhone: say('enrollPhone', undefined),
      addAccessUser: say('addAccessUser', user),
      joinAccessGroups: say('joinAccessGroups', undefined),
      issueCredential: say('issueCredential', credential),
    },
  };
}

describe('a recipe says what its guide says, in that order', () => {
  it.each([
    [
      saltoKsPin,
      [
        ['addAccessUser', { scheduled: true }],
        ['joinAccessGroups', user],
        ['issueCredential', user, 'code'],
      ],
    ],
    [
      saltoKsMobileEnrolled,
      [
        ['identifyGuest', 'email'],
        ['enrollPhone', identity],
        ['addAccessUser', { identity, scheduled: true }],
        ['joinAccessGroups', user],
        ['issueCredential', user, 'mobile_key'],
      ],
    ],
    [
      saltoKsMobile,
      [
        ['identifyGuest', 'email'],
        ['addAccessUser', { identity, scheduled: true }],
        ['joinAccessGroups', user],
        ['issueCredential', user, 'mobile_key'],
      ],
    ],
    [
      saltoSpaceMobile,
      [
        ['identifyGuest', 'fullName'],
        ['addAccessUser', { identity, phone: true }],
        ['joinAccessGroups', user],
        ['issueCredential', user, 'mobile_key'],
      ],
    ],
    [
      latchMobile,
      [
        ['addAccessUser', {}],
        ['issueCredential', user, 'mobile_key', { doors: true }],
      ],
    ],
  ])('$id', async (recipe, guide) => {
    const { steps, said } = recording();
    expect(await recipe.grant(steps)).toBe(credential);
    expect(said).toEqual(guide);
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
