import { unlessSatisfied } from './granting-steps.ts';
import type { LedgerEntry } from './ledger.ts';
import type { Recipe } from './recipe.ts';
import { findRecipe } from './recipes/index.ts';
import { hasHadOne } from './reissuing.ts';
import { removalDue } from './removal.ts';
import type { ActivityStep } from './step.ts';
import { isOutcomeUnseen } from './unconfirmed.ts';
import { entriesHere, entriesOfGrant, longestUntried, paced, type Due, type View } from './view.ts';

/** The first step of the plan's recipe that the ledger does not satisfy. */
export function grantingStep(view: View): Due {
  const { state, now } = view;
  const recipe = recipeOf(view);
  for (const step of recipe.steps) {
    const due = unlessSatisfied(view, recipe, step);
    if (due === undefined) continue;
    const next = isLateRetake(view, due) ? due : paced(state, due, now);
    return longestUntried(state, [next, issuingStep(view, recipe)]);
  }
  return undefined;
}

/** Whether a step of the plan's recipe was refused for good, and the ledger does not satisfy it either. */
export function isStepRefused(view: View): boolean {
  const recipe = recipeOf(view);
  return recipe.steps.some((step) => {
    const due = unlessSatisfied(view, recipe, step);
    return due !== undefined && view.state.tries[due.key]?.isRefused === true;
  });
}

/** The removal of an access user or a PIN that carries the error of an earlier one: the guest gets another in its place. */
export function replacingStep(view: View): Due {
  const failed = entriesHere(view).find((e) => e.removalFailed);
  return failed && removalDue(view, failed);
}

function recipeOf({ plan }: View): Recipe {
  const recipe = findRecipe(plan.recipe, plan.recipeVersion);
  // A plan is made from the recipes of this very code, and their versions are kept.
  if (recipe === undefined)
    throw new TypeError(`recipe ${plan.recipe}@${plan.recipeVersion} is gone`);
  return recipe;
}

/**
 * A PIN or key does not wait for what of the access is refused, or fails, if it comes in place of one that the guest
 * had, or if one was asked for without an answer: Seam may have issued that, and it is nobody's until it is looked for.
 */
function issuingStep(view: View, recipe: Recipe): Due {
  const issuing = recipe.steps.find((step) => step.do === 'issueCredential');
  if (issuing === undefined || !(hasHadOne(view) || isIssuedUnseen(view))) return undefined;
  const due = unlessSatisfied(view, recipe, issuing);
  return due && paced(view.state, due, view.now);
}

function isIssuedUnseen(view: View): boolean {
  return entriesHere(view).some((e) => e.kind === 'credential' && isOutcomeUnseen(e, view.now));
}

/**
 * Whether a step that was refused for good is taken once more all the same, because something that was asked for before
 * may have been carried out since: the step adopts what it finds. Once, if that is refused at its first attempt, which hides no
 * create; else again after the next attempt and quiet period, about every ten minutes.
 */
function isLateRetake(view: View, { key }: ActivityStep): boolean {
  const { state, now } = view;
  const tried = state.tries[key];
  if (tried?.isRefused !== true) return false;
  const wasUnconfirmed = ({ unconfirmedUntil = '' }: LedgerEntry): boolean =>
    Date.parse(unconfirmedUntil) > tried.at;
  return entriesOfGrant(view).some((e) => isOutcomeUnseen(e, now) && wasUnconfirmed(e));
}
