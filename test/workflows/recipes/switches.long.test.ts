import { describe, expect, it } from 'vitest';

import { defaultSwitches, type Switches } from '../../../sandbox/switches.ts';
import { CANAL_DOORS, QUAY_DOORS } from '../../support/house.ts';
import { meanwhile, objectsOf } from '../../support/stay-stories.ts';
import { useRig } from '../../support/use-rig.ts';

/** What Seam does not document must not matter: each switch of the sandbox, in each of its settings. */
const SETTINGS: Readonly<Record<string, Partial<Switches>>> = {
  'as it starts': {},
  slow: { mutationDelayMs: 5_000, deletionDelayMs: 5_000, codeDelayMs: 5_000 },
  'strict about what is there already': {
    duplicateIdentityStatus: 400,
    secondUserPerIdentity: 'refused',
    secondPin: 'refused',
    addExistingMemberIsError: true,
    relaunchEnrollment: 'refused',
  },
  'strict about what is gone': {
    enrollmentBlocksIdentityDelete: true,
    removedBehind: 'gone',
    deletedUserGet: 400,
  },
  'of tomorrow': { enrollmentGone: true, spaceHonoursSchedule: true, uniqueEmailOnSite: false },
  'nearly full': {
    seats: 3,
    seatQueue: false,
    systemWarnings: ['salto_ks_subscription_limit_almost_reached'],
  },
  'strict about names': { uniqueUserNames: true, longestUserName: 40, picturesInNames: 'refused' },
  'in trouble': { systemErrors: ['acs_system_disconnected'] },
};

const DOORS: Readonly<Record<string, readonly string[]>> = {
  'ks-pin': CANAL_DOORS,
  'ks-mobile': CANAL_DOORS,
  'ks-enrolled': CANAL_DOORS,
  space: QUAY_DOORS,
  latch: ['Loft 1', 'Mill Door'],
};

/** The answers to these are lost, every second time: each retry meets what was done before it. */
const LOST = [
  '/user_identities/create',
  '/user_identities/enrollment_automations/launch',
  '/acs/users/create',
  '/acs/users/add_to_access_group',
  '/acs/credentials/create',
];

const rig = useRig('seam_story_switches');

it('the settings leave no switch of the sandbox out', () => {
  const set = Object.values(SETTINGS).flatMap((setting) => Object.keys(setting));
  // No step asks whether the workspace is one for trying things, and none of these stays is held.
  const { isSandbox: _isSandbox, withoutSuspension: _without, ...others } = defaultSwitches;
  expect(set.toSorted()).toEqual(Object.keys(others).toSorted());
});

describe.each(Object.entries(SETTINGS))('at a Seam that is %s', (name, setting) => {
  const stays = Object.keys(DOORS).map((listingId) => ({
    listingId,
    id: `R-${name.replaceAll(' ', '-')}-${listingId}`,
  }));

  it('every recipe opens its doors, shuts them, and leaves nothing', async () => {
    await rig.seam.post('reset', {});
    await rig.seam.post('switches', setting);
    for (const route of LOST) {
      for (const nth of [1, 3, 5]) {
        await rig.seam.post('faults', { route, outcome: 'reset-after', nth });
      }
    }
    const puts = stays.map(({ id, listingId }) =>
      rig.stays.put(rig.reservation(id, 1, 24, { listingId })),
    );
    await meanwhile(rig, Promise.all(puts));
    await rig.sleepUntil(rig.inHours(1.05));
    for (const { id, listingId } of stays) {
      const opens = async (): Promise<boolean> =>
        (await rig.seam.doorsFor(id)).join() === DOORS[listingId]?.join();
      await rig.until(opens, `open doors for ${id}`);
    }
    for (const { id } of stays) {
      expect(await rig.ended(id)).toMatchObject({ phase: 'revoked', endedBy: 'check-out' });
      expect(await rig.seam.doorsFor(id)).toEqual([]);
    }
    expect(Object.values(await objectsOf(rig)).flat()).toEqual([]);
  });
});
