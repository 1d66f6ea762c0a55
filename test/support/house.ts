/** The sandbox's fixed ids, as listings name them. */
export const KS_SYSTEM = '11111111-1111-1111-1111-111111111111';
export const CANAL_HOUSE = '44444444-4444-4444-4444-333333333333';
export const GARDEN_HOUSE = '44444444-4444-4444-4444-444444444444';
export const SPACE_SYSTEM = '77777777-7777-7777-7777-777777777777';
export const QUAY_WING = '44444444-4444-4444-4444-777777777771';
export const TOWER_WING = '44444444-4444-4444-4444-777777777772';
export const LATCH_SYSTEM = '88888888-8888-8888-8888-888888888888';
export const LATCH_DOORS = [
  '55555555-5555-5555-5555-888888888881',
  '55555555-5555-5555-5555-888888888882',
];

export const CANAL_DOORS = ['Apartment 1', 'Canal House Door', 'Canal House Stairs'];
export const GARDEN_DOORS = ['Apartment 2', 'Garden Gate', 'Garden House Door'];
export const QUAY_DOORS = ['Quay Entrance', 'Quay Lift', 'Room 101'];
export const TOWER_DOORS = ['Room 201', 'Tower Entrance', 'Tower Lift'];

const clock = { timeZone: 'Europe/Amsterdam', checkInTime: '15:00', checkOutTime: '11:00' };

/** One listing per recipe, and a second one to move to in the systems with groups. */
export function listingsOfHouse(): readonly (Readonly<Record<string, unknown>> & {
  readonly listingId: string;
})[] {
  const ks = { acsSystemId: KS_SYSTEM, ...clock };
  const space = { recipe: 'salto-space-mobile', acsSystemId: SPACE_SYSTEM, ...clock };
  return [
    { listingId: 'ks-pin', recipe: 'salto-ks-pin', accessGroupIds: [CANAL_HOUSE], ...ks },
    { listingId: 'ks-pin-garden', recipe: 'salto-ks-pin', accessGroupIds: [GARDEN_HOUSE], ...ks },
    { listingId: 'ks-mobile', recipe: 'salto-ks-mobile', accessGroupIds: [CANAL_HOUSE], ...ks },
    {
      listingId: 'ks-enrolled',
      recipe: 'salto-ks-mobile-enrolled',
      accessGroupIds: [CANAL_HOUSE],
      ...ks,
    },
    { listingId: 'space', accessGroupIds: [QUAY_WING], ...space },
    { listingId: 'space-tower', accessGroupIds: [TOWER_WING], ...space },
    {
      listingId: 'latch',
      recipe: 'latch-mobile',
      acsSystemId: LATCH_SYSTEM,
      entranceIds: LATCH_DOORS,
      ...clock,
    },
  ];
}
