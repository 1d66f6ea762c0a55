import type { Workspace } from '../../../sandbox/workspace.ts';
import { type Listing, listingSchema } from '../../../src/listings/listing.ts';
import { listingsOfHouse } from '../../support/house.ts';

import type { Margins } from './story.ts';

const latch = {
  recipe: 'latch-mobile',
  acsSystemId: '88888888-8888-8888-8888-888888888888',
  timeZone: 'Europe/Amsterdam',
  checkInTime: '15:00',
  checkOutTime: '11:00',
};

/** The house of the other tests, and a second loft to move to. */
const ENTRIES = [
  ...listingsOfHouse(),
  {
    ...latch,
    listingId: 'latch-loft-2',
    entranceIds: ['55555555-5555-5555-5555-888888888881', '55555555-5555-5555-5555-888888888883'],
  },
];

/** Every listing, without margins. */
export const LISTINGS: ReadonlyMap<string, Listing> = listingsWith({});

/** Every listing as a worker reads it from the file, with the margins that a story gives it. */
export function listingsWith(
  margins: Readonly<Record<string, Margins>>,
): ReadonlyMap<string, Listing> {
  return new Map(
    ENTRIES.map((entry) => {
      const { opensBeforeMs = 0, closesAfterMs = 0 } = margins[entry.listingId] ?? {};
      const [opensBefore, closesAfter] = [opensBeforeMs, closesAfterMs].map(
        (ms) => `${ms / 1_000} seconds`,
      );
      const file = {
        ...entry,
        ...(opensBeforeMs && { opensBefore }),
        ...(closesAfterMs && { closesAfter }),
      };
      return [entry.listingId, listingSchema.parse(file)];
    }),
  );
}

/** Whether our revocation alone shuts the doors of a listing. */
export function isHeldByUs({ recipe }: Listing): boolean {
  return recipe === 'salto-space-mobile';
}

/** A site is built once: what its listings mean does not change. */
const known = new WeakMap<Workspace, Map<string, ReadonlySet<string>>>();

/** Ids of the doors that a listing means. */
export function doorsOf(workspace: Workspace, listingId: string): ReadonlySet<string> {
  const doors = known.get(workspace) ?? new Map<string, ReadonlySet<string>>();
  known.set(workspace, doors);
  const its = doors.get(listingId) ?? doorsIn(workspace, listingId);
  doors.set(listingId, its);
  return its;
}

function doorsIn(workspace: Workspace, listingId: string): ReadonlySet<string> {
  const listing = LISTINGS.get(listingId);
  if (listing === undefined) return new Set();
  const groups = listing.accessGroupIds.flatMap((id) => workspace.groups.get(id)?.entrances ?? []);
  return new Set([...listing.entranceIds, ...groups.map(({ id }) => id)]);
}
