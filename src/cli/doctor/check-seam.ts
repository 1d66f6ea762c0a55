import type { Listing } from '../../listings/listing.ts';
import type { AccessSystem, Seam } from '../../seam/port.ts';
import { EXIT } from '../exit-code.ts';

import { type Finding, look, type Sought } from './check.ts';
import { newCall, readDoors, type SystemDoors, tellDoors } from './system-doors.ts';

/**
 * Looks whether Seam takes the key, and whether every listing's system and doors are there; tells
 * the ids of all that the key is good for, as the listings file wants them.
 */
export async function checkSeam(
  seam: Seam,
  listings: readonly Listing[],
): Promise<readonly Finding[]> {
  const { finding, value: systems } = await look(
    'Seam',
    () => seam.listSystems(newCall()),
    (found) =>
      `The key is good for ${found.length} access ${found.length === 1 ? 'system' : 'systems'}.`,
  );
  if (systems === undefined) return [finding];
  const bySystem = Map.groupBy(listings, (listing) => listing.acsSystemId);
  const seen: { readonly system: AccessSystem; readonly doors: Sought<SystemDoors> }[] = [];
  for (const system of systems) {
    const doors = await lookAtDoors(seam, system, bySystem.get(system.id) ?? []);
    seen.push({ system, doors });
  }
  const details = seen.flatMap(({ system, doors }) => tellDoors(system, doors.value));
  return [
    { ...finding, details },
    ...[...bySystem].map(([systemId, group]) => {
      const known = seen.find(({ system }) => system.id === systemId);
      return known === undefined
        ? unknownSystem(systemId, group)
        : checkSystem(known.system, known.doors, group);
    }),
  ];
}

function lookAtDoors(
  seam: Seam,
  system: AccessSystem,
  listings: readonly Listing[],
): Promise<Sought<SystemDoors>> {
  const wantsEntrances = listings.some(({ entranceIds }) => entranceIds.length > 0);
  return look(
    nameOf(system),
    () => readDoors(seam, system, wantsEntrances),
    () =>
      `It is there, with everything that ${listings.length === 1 ? 'its listing names' : `its ${listings.length} listings name`}.`,
  );
}

function checkSystem(
  system: AccessSystem,
  { finding, value: doors }: Sought<SystemDoors>,
  listings: readonly Listing[],
): Finding {
  const name = nameOf(system);
  if (system.errors.length > 0) {
    return {
      name,
      ok: false,
      message: `Seam shows ${system.errors.join(', ')} (${usedBy(listings)}).`,
      next: 'Open the access system in Seam Console and follow what it says there.',
      exitCode: EXIT.refused,
    };
  }
  if (doors === undefined) return finding;
  const missing = [
    ...missingOf('access group', doors.groups, listings, (listing) => listing.accessGroupIds),
    ...missingOf('entrance', doors.entrances, listings, (listing) => listing.entranceIds),
  ];
  if (missing.length === 0) return finding;
  return {
    name,
    ok: false,
    message: `It has no ${missing.join(', no ')}.`,
    next: 'Correct accessGroupIds or entranceIds in the listings file; the ids stand above, at Seam.',
    exitCode: EXIT.usage,
  };
}

/** What listings name and the system has not: "entrance 5555… (listing mill-loft)". */
function missingOf(
  kind: string,
  known: readonly { readonly id: string }[],
  listings: readonly Listing[],
  idsOf: (listing: Listing) => readonly string[],
): readonly string[] {
  return listings.flatMap((listing) =>
    idsOf(listing)
      .filter((id) => known.every((door) => door.id !== id))
      .map((id) => `${kind} ${id} (listing ${listing.listingId})`),
  );
}

function unknownSystem(systemId: string, listings: readonly Listing[]): Finding {
  return {
    name: `access system ${systemId}`,
    ok: false,
    message: `Seam does not know it (${usedBy(listings)}).`,
    next: 'Correct acsSystemId, or connect the system in Seam Console.',
    exitCode: EXIT.usage,
  };
}

function nameOf({ name }: AccessSystem): string {
  return `access system ${name}`;
}

function usedBy(listings: readonly Listing[]): string {
  return `listings ${listings.map(({ listingId }) => listingId).join(', ')}`;
}
