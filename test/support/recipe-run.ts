import type { Guest } from '../../src/contract/guest.ts';
import type { Creating, Gone, StaySteps } from '../../src/contract/steps.ts';
import type { Recipe, RecipeStep } from '../../src/stay/recipe.ts';

import { CANAL_HOUSE, GARDEN_HOUSE, KS_SYSTEM, LATCH_DOORS, LATCH_SYSTEM } from './house.ts';
import { QUAY_WING, SPACE_SYSTEM, TOWER_WING } from './house.ts';
import { QUIET_MS } from './step-bench.ts';

/** The steps that a recipe is made of. */
export type Verb =
  | 'identifyGuest'
  | 'enrollPhone'
  | 'addAccessUser'
  | 'joinAccessGroups'
  | 'issueCredential';

/** What a run of the recipe knows of its steps: the id of each, from a run before or by now. */
export type Ids = Readonly<Partial<Record<Verb, string>>>;

/** How a step is done. */
export type Take = <N extends Verb>(
  name: N,
  input: Parameters<StaySteps[N]>[0],
) => ReturnType<StaySteps[N]>;

/** Where and for whom a recipe is run. */
export interface Booking {
  readonly reservationId: string;
  readonly guest: Guest;
  readonly window: { readonly opensAt: string; readonly closesAt: string };
}

const SITES: Readonly<Record<string, { readonly systemId: string; readonly doors: string[] }>> = {
  'salto-space-mobile': { systemId: SPACE_SYSTEM, doors: [QUAY_WING, TOWER_WING] },
  'latch-mobile': { systemId: LATCH_SYSTEM, doors: LATCH_DOORS },
};
const KS_SITE = { systemId: KS_SYSTEM, doors: [CANAL_HOUSE, GARDEN_HOUSE] };

/** The system that a recipe is tried in, and what it opens there: two access groups, or two entrances. */
export function siteOf(recipe: Recipe): { readonly systemId: string; readonly doors: string[] } {
  return SITES[recipe.id] ?? KS_SITE;
}

/**
 * Runs a recipe from the top, step by step, as a stay words them, and answers the id that each step
 * made. `known` are the ids of a run before, as the ledger would hold them.
 */
export async function runRecipe(
  recipe: Recipe,
  booking: Booking,
  take: Take,
  known: Ids = {},
): Promise<Ids> {
  const ids: Partial<Record<Verb, string>> = {};
  for (const step of recipe.steps) {
    const made = await run(step, recipe, booking, take, known, ids);
    if ('gone' in made) throw new Error(`${step.do} answered that ${made.gone.join()} is gone`);
    if (step.do !== 'joinAccessGroups') ids[step.do] = made.id ?? '';
  }
  return ids;
}

async function run(
  step: RecipeStep,
  recipe: Recipe,
  { reservationId, guest, window }: Booking,
  take: Take,
  known: Ids,
  { identifyGuest: identityId = '', addAccessUser: userId = '' }: Ids,
): Promise<{ readonly id?: string } | Gone> {
  const { systemId, doors } = siteOf(recipe);
  const ours = known[step.do];
  const common: Creating = {
    reservationId,
    ...(ours === undefined ? {} : { ours }),
    notOurs: [],
    again: false,
    quietPeriodMs: QUIET_MS,
  };
  switch (step.do) {
    case 'identifyGuest':
      return take(step.do, { ...common, by: step.by, guest });
    case 'enrollPhone':
      return take(step.do, { ...common, identityId, systemId });
    case 'addAccessUser':
      return take(step.do, {
        ...common,
        systemId,
        ...(step.onIdentity ? { identityId } : {}),
        ...(step.scheduled ? { window } : {}),
        ...(recipe.isUserNamedByGuide
          ? { isNamedByGuide: true as const }
          : { guestName: guest.fullName }),
        ...(step.phone && guest.phone !== undefined ? { phone: guest.phone } : {}),
      });
    case 'joinAccessGroups': {
      const again = false;
      const joined = await take(step.do, {
        userId,
        groupIds: doors,
        again,
        quietPeriodMs: QUIET_MS,
      });
      return 'gone' in joined ? joined : {};
    }
    case 'issueCredential':
      return take(step.do, {
        ...common,
        userId,
        method: step.method,
        ...(step.namesDoors ? { window, entranceIds: doors } : {}),
      });
  }
}
