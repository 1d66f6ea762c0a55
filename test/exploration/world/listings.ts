import { makePlan, type PlannedListing } from '../../../src/stay/plan.ts';
import type { Plan, Refusal } from '../../../src/stay/plan.ts';
import { findRecipe } from '../../../src/stay/recipes/index.ts';
import type { InputOf } from '../../../src/stay/step.ts';

import type { Trait } from './traits.ts';

export const QUIET_MS = 600_000;

/** What planning knows: a room, another one in the same system, and one in another system. */
export type ListingId = 'room' | 'next-door' | 'annex' | 'nowhere';

/** Plans as the activity does, but without local times. `now` is epoch milliseconds. */
export function planFor(
  trait: Trait,
  input: InputOf<'planStay'>,
  now: number,
): { readonly plan: Plan } | { readonly refused: Refusal } {
  const listing = listingOf(trait, input.listingId);
  if (listing === undefined) {
    const reason = `The listing ${input.listingId} is not in the listings file.`;
    return { refused: { type: 'UnknownListing', reason, fields: ['listingId'] } };
  }
  const recipe = findRecipe(trait.recipe);
  if (recipe === undefined) throw new TypeError(`no recipe ${trait.recipe}`);
  const answer = makePlan(
    {
      listing,
      recipe,
      checkIn: input.checkIn,
      checkOut: input.checkOut,
      utcOffsets: [],
      guestHas: input.guestHas,
      isNew: input.isNew,
      quietPeriodMs: QUIET_MS,
    },
    now,
  );
  return 'fields' in answer ? { refused: answer } : { plan: answer };
}

const DOORS: Record<string, { readonly system: string; readonly doors: readonly string[] }> = {
  room: { system: 'site', doors: ['front', 'room'] },
  'next-door': { system: 'site', doors: ['front', 'next-door'] },
  annex: { system: 'annex-site', doors: ['annex'] },
};

/** What planning knows of a listing; undefined if there is none. */
export function listingOf({ namesDoors }: Trait, listingId: string): PlannedListing | undefined {
  const known = DOORS[listingId];
  if (known === undefined) return undefined;
  return {
    listingId,
    acsSystemId: known.system,
    accessGroupIds: namesDoors ? [] : known.doors,
    entranceIds: namesDoors ? known.doors : [],
    opensBeforeMs: 0,
    closesAfterMs: 0,
    timeZone: 'UTC',
  };
}
