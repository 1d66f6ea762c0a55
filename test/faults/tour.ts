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

/** What a stay of one recipe goes through between its grant and its end. */
export interface Tour {
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

const ROUTES: readonly (readonly [string, Place, Place, Tour['window']])[] = [
  ['salto-ks-pin', CANAL, GARDEN, 'seam'],
  ['salto-ks-mobile', CANAL, GARDEN, 'seam'],
  ['salto-ks-mobile-enrolled', CANAL, GARDEN, 'seam'],
  ['salto-space-mobile', QUAY, TOWER, 'nightlatch'],
  ['latch-mobile', LOFT_1, LOFT_2, 'seam'],
];

/** A short tour and one with moves for each recipe: together they pass every call to Seam. */
export const TOURS: readonly Tour[] = [false, true].flatMap((moves) =>
  ROUTES.map(([recipe, from, to, window]) => ({
    recipe,
    moves,
    from: `${recipe}-a`,
    fromDoors: from.doors,
    to: `${recipe}-b`,
    toDoors: to.doors,
    window,
  })),
);

/** The listings file of all tours. */
export function listingsOfTours(): { readonly listings: readonly unknown[] } {
  const house = { timeZone: 'Europe/Amsterdam', checkInTime: '15:00', checkOutTime: '11:00' };
  const listings = ROUTES.flatMap(([recipe, from, to]) => [
    { listingId: `${recipe}-a`, recipe, ...from.listed, ...house },
    { listingId: `${recipe}-b`, recipe, ...to.listed, ...house },
  ]);
  return { listings };
}
