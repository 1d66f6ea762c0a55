import type { Guest } from '../../src/contract/guest.ts';
import type { Creating, Gone, StaySteps } from '../../src/contract/steps.ts';
import type { CredentialId, IdentityId, Recipe, Steps, UserId } from '../../src/stay/recipe.ts';

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
 * Runs a recipe from the top, step by step, as a stay's vocabulary words them, and answers the id
 * that each step made. `known` are the ids of a run before, as the ledger would hold them.
 */
export async function runRecipe(
  recipe: Recipe,
  booking: Booking,
  take: Take,
  known: Ids = {},
): Promise<Ids> {
  const ids: Partial<Record<Verb, string>> = {};
  await recipe.grant(stepsOver(recipe, booking, take, known, ids));
  return ids;
}

function stepsOver(
  recipe: Recipe,
  { reservationId, guest, window }: Booking,
  take: Take,
  known: Ids,
  ids: Partial<Record<Verb, string>>,
): Steps {
  const { systemId, doors } = siteOf(recipe);
  const common = (verb: Verb): Creating => ({
    reservationId,
    ...(known[verb] === undefined ? {} : { ours: known[verb] }),
    notOurs: [],
    again: false,
    quietPeriodMs: QUIET_MS,
  });
  const keep = (verb: Verb, made: { readonly id?: string } | Gone): string => {
    if ('gone' in made) throw new Error(`${verb} answered that ${made.gone.join()} is gone`);
    ids[verb] = made.id ?? '';
    return ids[verb];
  };
  return {
    async identifyGuest(by) {
      const made = await take('identifyGuest', { ...common('identifyGuest'), by, guest });
      return keep('identifyGuest', made) as IdentityId;
    },
    async enrollPhone(identityId) {
      const input = { ...common('enrollPhone'), identityId, systemId };
      keep('enrollPhone', await take('enrollPhone', input));
    },
    async addAccessUser({ identity, scheduled, phone }) {
      const made = await take('addAccessUser', {
        ...common('addAccessUser'),
        systemId,
        ...(identity === undefined ? {} : { identityId: identity }),
        ...(scheduled ? { window } : {}),
        ...(recipe.isUserNamedByGuide
          ? { isNamedByGuide: true as const }
          : { guestName: guest.fullName }),
        ...(phone && guest.phone !== undefined ? { phone: guest.phone } : {}),
      });
      return keep('addAccessUser', made) as UserId;
    },
    async joinAccessGroups(userId) {
      const again = false;
      const input = { userId, groupIds: doors, again, quietPeriodMs: QUIET_MS };
      const joined = await take('joinAccessGroups', input);
      if ('gone' in joined) throw new Error('joinAccessGroups answered that the user is gone');
    },
    async issueCredential(userId, method, options) {
      const made = await take('issueCredential', {
        ...common('issueCredential'),
        userId,
        method,
        ...(options?.doors ? { window, entranceIds: doors } : {}),
      });
      return keep('issueCredential', made) as CredentialId;
    },
  };
}
