import {
  CANAL_DOORS,
  CANAL_HOUSE,
  GARDEN_DOORS,
  GARDEN_HOUSE,
  KS_SYSTEM,
  LATCH_DOORS,
  LATCH_SYSTEM,
  QUAY_DOORS,
  QUAY_WING,
  SPACE_SYSTEM,
  TOWER_DOORS,
  TOWER_WING,
} from '../support/house.ts';

import {
  leaveDoubles,
  leaveEnrollments,
  leaveLoose,
  leaveNamesake,
  type Prepare,
} from './left-before.ts';

/** What is special about a scenario for which something is left at Seam from before. */
interface Preparation {
  /** What somebody has left at Seam before the stay begins. */
  readonly prepare: Prepare;
  /** Step and route of the calls for which there is the scenario; the others make all else. */
  readonly leadsTo: readonly string[];
  /** How many identities are somebody else's and outlive the stay; none if absent. */
  readonly staying?: number;
}

/** What a stay of one recipe goes through between its grant and its end. */
export interface Scenario extends Partial<Preparation> {
  readonly recipe: string;
  /** Whether it is moved to other doors and to another check-out, or just ended. */
  readonly moves: boolean;
  /** Listing ids, and the doors that each means. */
  readonly from: string;
  readonly fromDoors: readonly string[];
  readonly to: string;
  readonly toDoors: readonly string[];
  /** Who shuts the door at check-out to the second. */
  readonly window: 'seam' | 'nightlatch';
}

interface Place {
  readonly doors: readonly string[];
  readonly listed: Readonly<Record<string, unknown>>;
}

const CANAL: Place = {
  doors: CANAL_DOORS,
  listed: { acsSystemId: KS_SYSTEM, accessGroupIds: [CANAL_HOUSE] },
};
const GARDEN: Place = {
  doors: GARDEN_DOORS,
  listed: { acsSystemId: KS_SYSTEM, accessGroupIds: [GARDEN_HOUSE] },
};
const QUAY: Place = {
  doors: QUAY_DOORS,
  listed: { acsSystemId: SPACE_SYSTEM, accessGroupIds: [QUAY_WING] },
};
const TOWER: Place = {
  doors: TOWER_DOORS,
  listed: { acsSystemId: SPACE_SYSTEM, accessGroupIds: [TOWER_WING] },
};
const LOFT_1: Place = {
  doors: ['Loft 1', 'Mill Door'],
  listed: { acsSystemId: LATCH_SYSTEM, entranceIds: LATCH_DOORS },
};
const LOFT_2: Place = {
  doors: ['Loft 2'],
  listed: {
    acsSystemId: LATCH_SYSTEM,
    entranceIds: ['55555555-5555-5555-5555-888888888883'],
  },
};

/** A recipe, where its stays live and where they move to, and who shuts their doors. */
type Route = readonly [string, Place, Place, Scenario['window']];

const ROUTES: readonly Route[] = [
  ['salto-ks-pin', CANAL, GARDEN, 'seam'],
  ['salto-ks-mobile', CANAL, GARDEN, 'seam'],
  ['salto-ks-mobile-enrolled', CANAL, GARDEN, 'seam'],
  ['salto-space-mobile', QUAY, TOWER, 'nightlatch'],
  ['latch-mobile', LOFT_1, LOFT_2, 'seam'],
];

/** Scenarios of stays for which something is left at Seam from before, and the calls that only these make. */
const PREPARED: readonly (Pick<Scenario, 'recipe'> & Preparation)[] = [
  {
    recipe: 'latch-mobile',
    prepare: leaveDoubles,
    leadsTo: [
      'addAccessUser /acs/users/delete',
      'addAccessUser /acs/users/update',
      'issueCredential /acs/credentials/delete',
      'issueCredential /acs/credentials/update',
    ],
  },
  {
    recipe: 'salto-ks-mobile',
    prepare: leaveLoose,
    leadsTo: [
      'identifyGuest /user_identities/update',
      'addAccessUser /user_identities/add_acs_user',
    ],
  },
  {
    recipe: 'salto-ks-mobile',
    prepare: leaveNamesake,
    leadsTo: ['identifyGuest /user_identities/list'],
    staying: 1,
  },
  {
    recipe: 'salto-ks-mobile-enrolled',
    prepare: leaveEnrollments,
    leadsTo: [
      'enrollPhone /acs/users/delete',
      'enrollPhone /user_identities/enrollment_automations/delete',
      'removeIdentity /user_identities/enrollment_automations/delete',
    ],
  },
];

/**
 * A short scenario and one with moves for each recipe, and the prepared ones. not-struck.ts lists the calls
 * to Seam that none of them makes.
 */
export const SCENARIOS: readonly Scenario[] = [
  ...ROUTES.map((route) => scenarioOf(route, false)),
  ...ROUTES.map((route) => scenarioOf(route, true)),
  ...PREPARED.map((preparation) => ({ ...shortScenarioOf(preparation.recipe), ...preparation })),
];

function scenarioOf([recipe, from, to, window]: Route, moves: boolean): Scenario {
  return {
    recipe,
    moves,
    from: `${recipe}-a`,
    fromDoors: from.doors,
    to: `${recipe}-b`,
    toDoors: to.doors,
    window,
  };
}

function shortScenarioOf(recipe: string): Scenario {
  const route = ROUTES.find(([id]) => id === recipe);
  if (route === undefined) throw new TypeError(`There is no scenario of ${recipe}`);
  return scenarioOf(route, false);
}

/** The listings file of all scenarios. */
export function listingsOfScenarios(): { readonly listings: readonly unknown[] } {
  const house = { timeZone: 'Europe/Amsterdam', checkInTime: '15:00', checkOutTime: '11:00' };
  const listings = ROUTES.flatMap(([recipe, from, to]) => [
    { listingId: `${recipe}-a`, recipe, ...from.listed, ...house },
    { listingId: `${recipe}-b`, recipe, ...to.listed, ...house },
  ]);
  return { listings };
}
