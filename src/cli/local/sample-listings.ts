import { findRecipe } from '../../stay/recipes/index.ts';

import type { SandboxSystem } from './sandbox-site.ts';

/** A listing of one of the sandbox's houses, and the entrances that it opens. */
export interface SampleListing {
  /** As the listings file has it. */
  readonly entry: {
    readonly listingId: string;
    readonly recipe: string;
    readonly acsSystemId: string;
    readonly accessGroupIds?: readonly string[];
    readonly entranceIds?: readonly string[];
    readonly timeZone: string;
    readonly checkInTime: string;
    readonly checkOutTime: string;
    readonly opensBefore?: string;
    readonly closesAfter?: string;
  };
  readonly entrances: readonly string[];
}

interface Sample {
  readonly listingId: string;
  readonly recipe: string;
  /** `external_type` of the sandbox's system. */
  readonly system: string;
  /** Which of the system's access groups; absent where listings name entrances. */
  readonly group?: number;
  /** Opens sooner and closes later than booked. The demo's stays, which last seconds, are at others. */
  readonly hasMargins?: true;
}

const SAMPLES: readonly Sample[] = [
  { listingId: 'canal-house', recipe: 'salto-ks-pin', system: 'salto_ks_site', group: 0 },
  {
    listingId: 'garden-house',
    recipe: 'salto-ks-pin',
    system: 'salto_ks_site',
    group: 1,
    hasMargins: true,
  },
  { listingId: 'canal-suite', recipe: 'salto-ks-mobile', system: 'salto_ks_site', group: 0 },
  {
    listingId: 'garden-suite',
    recipe: 'salto-ks-mobile-enrolled',
    system: 'salto_ks_site',
    group: 1,
  },
  { listingId: 'quay-room', recipe: 'salto-space-mobile', system: 'salto_space_system', group: 0 },
  {
    listingId: 'tower-room',
    recipe: 'salto-space-mobile',
    system: 'salto_space_system',
    group: 1,
    hasMargins: true,
  },
  { listingId: 'mill-loft', recipe: 'latch-mobile', system: 'latch_building' },
];

const HOUSE = { timeZone: 'Europe/Amsterdam', checkInTime: '15:00', checkOutTime: '11:00' };
const MARGINS = { opensBefore: '30 minutes', closesAfter: '1 hour' };

/** Listings for every recipe that the sandbox has a system for. */
export function sampleListings(systems: readonly SandboxSystem[]): readonly SampleListing[] {
  return SAMPLES.flatMap((sample) => {
    const system = systems.find(
      (s) => s.external_type === sample.system && !s.is_credential_manager,
    );
    if (system === undefined || findRecipe(sample.recipe) === undefined) return [];
    return sampleListing(sample, system);
  });
}

function sampleListing(
  { listingId, recipe, group, hasMargins }: Sample,
  system: SandboxSystem,
): SampleListing[] {
  const house = hasMargins ? { ...HOUSE, ...MARGINS } : HOUSE;
  const entry = { listingId, recipe, acsSystemId: system.acs_system_id, ...house };
  if (group === undefined) {
    const entrances = system.acs_entrance_ids;
    return [{ entry: { ...entry, entranceIds: entrances }, entrances }];
  }
  const accessGroup = system.access_groups[group];
  if (accessGroup === undefined) return [];
  const accessGroupIds = [accessGroup.acs_access_group_id];
  return [{ entry: { ...entry, accessGroupIds }, entrances: accessGroup.acs_entrance_ids }];
}
