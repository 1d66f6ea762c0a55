import { describe, expect, it } from 'vitest';

import { listingSchema } from '../../../src/listings/listing.ts';
import {
  CANAL_HOUSE,
  GARDEN_HOUSE,
  KS_SYSTEM,
  LATCH_DOORS,
  LATCH_SYSTEM,
  QUAY_WING,
  SPACE_SYSTEM,
  TOWER_WING,
} from '../../support/house.ts';
import { objectsOf, requestsOf } from '../../support/stay-stories.ts';
import { useRig } from '../../support/use-rig.ts';
import { reservationIn } from '../../support/whose.ts';

const CREDENTIAL_MANAGER = '22222222-2222-2222-2222-222222222222';
const HOUSE = { timeZone: 'Europe/Amsterdam', checkInTime: '15:00', checkOutTime: '11:00' };
const KS = { acsSystemId: KS_SYSTEM, accessGroupIds: [CANAL_HOUSE, GARDEN_HOUSE], ...HOUSE };
const SPACE = { acsSystemId: SPACE_SYSTEM, accessGroupIds: [QUAY_WING, TOWER_WING], ...HOUSE };
const LATCH = { acsSystemId: LATCH_SYSTEM, entranceIds: LATCH_DOORS, ...HOUSE };

/** The routes that make something, and those that a guide names beside them. */
const OF_THE_GUIDES = new Set([
  '/acs/systems/get',
  '/acs/systems/list_compatible_credential_manager_acs_systems',
  '/user_identities/create',
  '/user_identities/enrollment_automations/launch',
  '/acs/users/create',
  '/acs/users/add_to_access_group',
  '/acs/credentials/create',
]);

const rig = useRig('seam_story_guides');

interface Told {
  /** What a guide's step is called with, in the order of the guide. */
  readonly calls: readonly (readonly [string, object])[];
  readonly opensAt: string;
  readonly closesAt: string;
  readonly user: string;
  readonly identity: string;
}

/** Has a guest stay by a recipe, and tells which of the guides' calls reached the sandbox meanwhile. */
async function stay(recipe: string, doors: object): Promise<Told> {
  await rig.seam.post('reset', {});
  const id = `R-${recipe}`;
  rig.listings.set(id, listingSchema.parse({ listingId: id, recipe, ...doors }));
  // A check-in that is past, so that also what waits for it is granted at once.
  const booking = rig.reservation(id, -1, 24, { listingId: id });
  await rig.stays.put(booking);
  const { acs_users: users, user_identities: identities } = await objectsOf(rig);
  const asked = (await requestsOf(rig)).filter(({ route }) => OF_THE_GUIDES.has(route));
  await rig.stays.cancel(id);
  return {
    calls: asked.map(({ route, parameters }) => [route, parameters]),
    opensAt: booking.checkIn,
    closesAt: booking.checkOut,
    user: users.find((one) => reservationIn(one.full_name) === id)?.acs_user_id ?? '',
    identity: identities[0]?.user_identity_id ?? '',
  };
}

const join = (user: string, group: string) =>
  ['/acs/users/add_to_access_group', { acs_user_id: user, acs_access_group_id: group }] as const;
const mobileKey = (user: string) =>
  [
    '/acs/credentials/create',
    { acs_user_id: user, access_method: 'mobile_key', is_multi_phone_sync_credential: true },
  ] as const;

describe('the calls that reach Seam are the guide’s, once each and in its order', () => {
  it('for a Salto KS PIN', async () => {
    const { calls, user, opensAt, closesAt } = await stay('salto-ks-pin', KS);
    expect(calls).toEqual([
      ['/acs/systems/get', { acs_system_id: KS_SYSTEM }],
      [
        '/acs/users/create',
        {
          full_name: 'nl:R-salto-ks-pin Ada Guest',
          acs_system_id: KS_SYSTEM,
          access_schedule: { starts_at: opensAt, ends_at: closesAt },
        },
      ],
      join(user, CANAL_HOUSE),
      join(user, GARDEN_HOUSE),
      ['/acs/credentials/create', { acs_user_id: user, access_method: 'code' }],
    ]);
  });

  it('for a Salto KS mobile key with enrollment', async () => {
    const told = await stay('salto-ks-mobile-enrolled', KS);
    const { calls, user, identity, opensAt, closesAt } = told;
    expect(calls).toEqual([
      ['/acs/systems/get', { acs_system_id: KS_SYSTEM }],
      [
        '/user_identities/create',
        {
          email_address: 'r-salto-ks-mobile-enrolled@example.com',
          user_identity_key: 'nightlatch:R-salto-ks-mobile-enrolled',
        },
      ],
      ['/acs/systems/list_compatible_credential_manager_acs_systems', { acs_system_id: KS_SYSTEM }],
      [
        '/user_identities/enrollment_automations/launch',
        {
          user_identity_id: identity,
          create_credential_manager_user: true,
          credential_manager_acs_system_id: CREDENTIAL_MANAGER,
        },
      ],
      [
        '/acs/users/create',
        {
          user_identity_id: identity,
          acs_system_id: KS_SYSTEM,
          full_name: 'R-salto-ks-mobile-enrolled',
          access_schedule: { starts_at: opensAt, ends_at: closesAt },
        },
      ],
      join(user, CANAL_HOUSE),
      join(user, GARDEN_HOUSE),
      mobileKey(user),
    ]);
  });

  it('for a Salto KS mobile key', async () => {
    const { calls, user, identity, opensAt, closesAt } = await stay('salto-ks-mobile', KS);
    expect(calls).toEqual([
      ['/acs/systems/get', { acs_system_id: KS_SYSTEM }],
      [
        '/user_identities/create',
        {
          email_address: 'r-salto-ks-mobile@example.com',
          user_identity_key: 'nightlatch:R-salto-ks-mobile',
        },
      ],
      [
        '/acs/users/create',
        {
          user_identity_id: identity,
          acs_system_id: KS_SYSTEM,
          full_name: 'R-salto-ks-mobile',
          access_schedule: { starts_at: opensAt, ends_at: closesAt },
        },
      ],
      join(user, CANAL_HOUSE),
      join(user, GARDEN_HOUSE),
      mobileKey(user),
    ]);
  });

  it('for a Salto Space mobile key, with a phone number and without a schedule', async () => {
    const { calls, user, identity } = await stay('salto-space-mobile', SPACE);
    expect(calls).toEqual([
      ['/acs/systems/get', { acs_system_id: SPACE_SYSTEM }],
      [
        '/user_identities/create',
        { full_name: 'Ada Guest', user_identity_key: 'nightlatch:R-salto-space-mobile' },
      ],
      [
        '/acs/users/create',
        {
          user_identity_id: identity,
          acs_system_id: SPACE_SYSTEM,
          full_name: 'nl:R-salto-space-mobile Ada Guest',
          phone_number: '+15555550100',
        },
      ],
      join(user, QUAY_WING),
      join(user, TOWER_WING),
      mobileKey(user),
    ]);
  });

  it('for a Latch mobile key, whose credential names the doors and the window', async () => {
    const { calls, user, opensAt, closesAt } = await stay('latch-mobile', LATCH);
    expect(calls).toEqual([
      ['/acs/systems/get', { acs_system_id: LATCH_SYSTEM }],
      [
        '/acs/users/create',
        { acs_system_id: LATCH_SYSTEM, full_name: 'nl:R-latch-mobile Ada Guest' },
      ],
      [
        '/acs/credentials/create',
        {
          acs_user_id: user,
          access_method: 'mobile_key',
          is_multi_phone_sync_credential: true,
          allowed_acs_entrance_ids: LATCH_DOORS,
          starts_at: opensAt,
          ends_at: closesAt,
        },
      ],
    ]);
  });
});

describe('what the recipe needs of the guest', () => {
  it.each([
    ['ks-pin', 'fullName', 'salto-ks-pin', { fullName: '' }],
    ['ks-mobile', 'email', 'salto-ks-mobile', { fullName: 'Ada Guest' }],
    ['ks-enrolled', 'email', 'salto-ks-mobile-enrolled', { fullName: 'Ada Guest' }],
    ['space', 'phone', 'salto-space-mobile', { fullName: 'Ada Guest', email: 'ada@example.com' }],
    ['space', 'fullName', 'salto-space-mobile', { phone: '+15555550100' }],
    ['latch', 'fullName', 'latch-mobile', {}],
  ])(
    'at %s without %s is refused when the stay is put',
    async (listingId, field, recipe, guest) => {
      const id = `R-without-${field}-${listingId}`;
      await rig.seam.post('reset', {});
      const verdict = await rig.stays.put(rig.reservation(id, 1, 24, { listingId, guest }));
      expect(verdict).toMatchObject({ outcome: 'refused', type: 'MissingGuestData' });
      expect(verdict.reason).toContain(`guest.${field}`);
      expect(verdict.reason).toContain(recipe);
      expect(await requestsOf(rig)).toEqual([]);
    },
  );
});
