import type { PlannedEntrance, PlannedSystem } from '../../../sandbox/site-plan.ts';
import { latch } from '../../../sandbox/systems/latch.ts';
import { saltoKs, saltoKsCredentialManager } from '../../../sandbox/systems/salto-ks.ts';
import { saltoSpace } from '../../../sandbox/systems/salto-space.ts';
import type { Listing } from '../../../src/listings/listing.ts';
import { listingOf } from '../world/listings.ts';
import type { Trait } from '../world/traits.ts';

/** What the model calls an access system, an access group or an entrance, and the id that it has in the sandbox. */
const IDS: ReadonlyMap<string, string> = new Map(
  ['site', 'annex-site', 'manager', 'front', 'room', 'next-door', 'annex'].map((name, index) => [
    name,
    `a0000000-0000-0000-0000-00000000000${index}`,
  ]),
);

/** The id in the sandbox of what the model has a name for. */
export function idOf(name: string): string {
  return IDS.get(name) ?? '';
}

/** The systems of the model's listings as the sandbox has them: each group opens the entrance of its name. */
export function siteFor({ recipe, namesDoors }: Trait): readonly PlannedSystem[] {
  const maker = { 'salto-space-mobile': saltoSpace, 'latch-mobile': latch }[recipe] ?? saltoKs;
  const system = (name: string, doors: readonly string[]): PlannedSystem => {
    const entrances = doors.map((door): PlannedEntrance => ({ id: idOf(door), name: door }));
    return {
      ...{ id: idOf(name), name, model: maker, connectedAccountId: idOf(name) },
      credentialManagerId: idOf('manager'),
      entrances: namesDoors ? entrances : [],
      groups: namesDoors ? [] : entrances.map((one) => ({ ...one, entrances: [one] })),
    };
  };
  return [
    system('site', ['front', 'room', 'next-door']),
    system('annex-site', ['annex']),
    { ...system('manager', []), model: saltoKsCredentialManager, isCredentialManager: true },
  ];
}

/** The model's listings, as the listings file would have them. */
export function listingsFor(trait: Trait): ReadonlyMap<string, Listing> {
  const listings = ['room', 'next-door', 'annex'].flatMap((id) => listingOf(trait, id) ?? []);
  return new Map(
    listings.map((listing) => [
      listing.listingId,
      {
        ...listing,
        ...{ recipe: trait.recipe, checkInTime: '15:00', checkOutTime: '11:00' },
        acsSystemId: idOf(listing.acsSystemId),
        accessGroupIds: listing.accessGroupIds.map(idOf),
        entranceIds: listing.entranceIds.map(idOf),
      },
    ]),
  );
}

/** A text with the model's names where it has ids of the sandbox, and times told as without a time zone. */
export function withNames(text: string): string {
  const untold = text.replaceAll(' +00:00 in UTC', ' UTC in UTC');
  return [...IDS].reduce((known, [name, id]) => known.replaceAll(id, name), untold);
}
