import { systemsOf } from '../ledger-ids.ts';
import type { Ledger } from '../ledger.ts';
import type { Recipe } from '../recipe.ts';
import type { Scope } from '../scope.ts';

import { latchMobile } from './latch-mobile.ts';
import { saltoKsMobileEnrolled } from './salto-ks-mobile-enrolled.ts';
import { saltoKsMobile } from './salto-ks-mobile.ts';
import { saltoKsPin } from './salto-ks-pin.ts';
import { saltoSpaceMobile } from './salto-space-mobile.ts';

/** Every recipe, in every version that a sleeping stay may still be on; the newest of each id last. */
export const RECIPES: readonly Recipe[] = [
  saltoKsPin,
  saltoKsMobileEnrolled,
  saltoKsMobile,
  saltoSpaceMobile,
  latchMobile,
];

/** The access systems in which a Salto KS mobile guide named a user of this ledger by the reservation id. */
export function systemsNamedByGuide(ledger: Ledger): readonly string[] {
  return systemsOf(ledger.filter(({ scope }) => recipeOf(scope)?.isUserNamedByGuide));
}

/** The recipe by which an access is granted in a scope; undefined where no recipe asked for anything. */
function recipeOf(scope: Scope): Recipe | undefined {
  return scope.of === 'access' ? findRecipe(scope.recipe, scope.recipeVersion) : undefined;
}

/** The recipe of that id, in the given version or else the newest; undefined if there is none. */
export function findRecipe(id: string, version?: number): Recipe | undefined {
  return RECIPES.findLast((r) => r.id === id && (version === undefined || r.version === version));
}
