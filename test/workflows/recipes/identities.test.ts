import { beforeEach, describe, expect, it } from 'vitest';

import type { ReservationInput } from '../../../src/contract/reservation.ts';
import { CANAL_DOORS } from '../../support/house.ts';
import { QUIET_MS } from '../../support/rig.ts';
import { meanwhile, objectsOf } from '../../support/stay-stories.ts';
import { useRig } from '../../support/use-rig.ts';

const ADA = { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' };
const ACCOUNT = { ...ADA, accountId: 'ada' };

const rig = useRig('seam_story_identities');
let told = 0;
beforeEach(async () => {
  told += 1;
  await rig.seam.post('reset', {});
});

/** A stay of the guest at the Salto KS site, under an id that no other story has. */
function bookingOf(
  name: string,
  from: number,
  to: number,
  more: Partial<ReservationInput> = {},
): ReservationInput {
  const guest = { guest: ADA, listingId: 'ks-mobile', ...more };
  return rig.reservation(`R-${told}-${name}`, from, to, guest);
}

const doors = (booking: ReservationInput) => rig.seam.doorsFor(booking.reservationId);
const cancel = (booking: ReservationInput) => rig.stays.cancel(booking.reservationId);
const end = (booking: ReservationInput) => rig.ended(booking.reservationId);
const show = (booking: ReservationInput) => rig.stays.show(booking.reservationId);
const applied = { outcome: 'applied' };
const revoked = { phase: 'revoked' };

async function keys(): Promise<readonly (string | null)[]> {
  return (await objectsOf(rig)).user_identities.map((one) => one.user_identity_key);
}

async function leftovers(): Promise<unknown[]> {
  return Object.values(await objectsOf(rig)).flat();
}

describe('two stays of one guest that overlap', () => {
  const SECOND = ['ks-mobile', 'ks-enrolled'] as const;

  it.each(SECOND)(
    'open until each ends, when the first ends first (then %s)',
    async (listingId) => {
      const [first, second] = [bookingOf('a', -1, 24), bookingOf('b', -1, 48, { listingId })];
      expect(await rig.stays.put(first)).toMatchObject(applied);
      expect(await rig.stays.put(second)).toMatchObject(applied);
      expect(await end(first)).toMatchObject(revoked);
      expect(await doors(first)).toEqual([]);
      expect(await doors(second)).toEqual(CANAL_DOORS);
      expect(await show(second)).not.toHaveProperty('problem');
      expect(await end(second)).toMatchObject(revoked);
      expect(await leftovers()).toEqual([]);
    },
  );

  // Failure rows: 45
  it.each(SECOND)('open until each ends, when the second ends first (%s)', async (listingId) => {
    const [first, second] = [bookingOf('a', -1, 48), bookingOf('b', -1, 24, { listingId })];
    expect(await rig.stays.put(first)).toMatchObject(applied);
    expect(await rig.stays.put(second)).toMatchObject(applied);
    expect(await end(second)).toMatchObject(revoked);
    expect(await doors(second)).toEqual([]);
    expect(await doors(first)).toEqual(CANAL_DOORS);
    expect(await end(first)).toMatchObject(revoked);
    expect(await leftovers()).toEqual([]);
  });

  // Failure rows: 45
  it('both end though they end at the same moment', async () => {
    const [first, second] = [bookingOf('a', -1, 24), bookingOf('b', -1, 24)];
    await rig.stays.put(first);
    await rig.stays.put(second);
    expect(await end(first)).toMatchObject(revoked);
    expect(await end(second)).toMatchObject(revoked);
    expect(await leftovers()).toEqual([]);
  });

  it('both end though the second ends in the quiet period of the first', async () => {
    const [first, second] = [bookingOf('a', -1, 24), bookingOf('b', -1, 48)];
    await rig.stays.put(first);
    await rig.stays.put(second);
    await cancel(first);
    await rig.sleep(QUIET_MS / 2);
    await cancel(second);
    await rig.sleep(3 * QUIET_MS);
    expect(await show(first)).toMatchObject(revoked);
    expect(await show(second)).toMatchObject(revoked);
    expect(await leftovers()).toEqual([]);
  });

  it('one comes back after the other has taken the identity along', async () => {
    const [first, second] = [bookingOf('a', -1, 24), bookingOf('b', -1, 48)];
    await rig.stays.put(first);
    await rig.stays.put(second);
    await cancel(first);
    await cancel(second);
    expect(await rig.stays.put(first)).toMatchObject(applied);
    expect(await doors(first)).toEqual(CANAL_DOORS);
    expect(await end(first)).toMatchObject(revoked);
    await rig.sleep(3 * QUIET_MS);
    expect(await leftovers()).toEqual([]);
  });
});

describe('a guest whose identity goes', () => {
  it('opens again after the next look, on a new identity', async () => {
    const booking = bookingOf('a', -1, 24);
    await rig.stays.put(booking);
    const [identity] = (await objectsOf(rig)).user_identities;
    await rig.seam.post('behind', { user_identity_id: identity?.user_identity_id, do: 'remove' });
    expect(await doors(booking)).toEqual([]);
    await rig.stays.check(booking.reservationId);
    await rig.until(async () => (await doors(booking)).length > 0, 'open doors');
    const [other] = (await objectsOf(rig)).user_identities;
    expect(other?.user_identity_id).not.toBe(identity?.user_identity_id);
    expect(await end(booking)).toMatchObject(revoked);
    expect(await leftovers()).toEqual([]);
  });

  it('opens at check-in although its owner took the identity away after it was adopted', async () => {
    const owner = bookingOf('a', -1, 24);
    const adopter = bookingOf('b', 1, 48);
    await rig.stays.put(owner);
    await rig.stays.put(adopter);
    const [identity] = (await objectsOf(rig)).user_identities;
    await rig.seam.post('behind', { user_identity_id: identity?.user_identity_id, do: 'remove' });
    await rig.sleepUntil(rig.inHours(1.01));
    await rig.until(async () => (await doors(adopter)).length > 0, 'open doors');
    expect(await doors(adopter)).toEqual(CANAL_DOORS);
    await cancel(owner);
    await cancel(adopter);
  });

  it('and who has adopted it while already open is looked at again after the quiet period', async () => {
    const owner = bookingOf('a', -1, 24);
    const adopter = bookingOf('b', -1, 48);
    await rig.stays.put(owner);
    await rig.stays.put(adopter);
    const [identity] = (await objectsOf(rig)).user_identities;
    await rig.seam.post('behind', { user_identity_id: identity?.user_identity_id, do: 'remove' });
    await rig.sleep(QUIET_MS + 5_000);
    expect(await doors(adopter)).toEqual(CANAL_DOORS);
    await cancel(owner);
    await cancel(adopter);
  });
});

describe('a guest whose name was misspelt', () => {
  const misspelt = { ...ADA, fullName: 'Ada Gest' };

  it.each([
    ['ks-pin', (id: string) => `nl:${id} Ada Guest`],
    ['space', (id: string) => `nl:${id} Ada Guest`],
    ['latch', (id: string) => `nl:${id} Ada Guest`],
    ['ks-mobile', (id: string) => id],
  ])(
    'is called so at Seam once it is corrected, and keeps the access (%s)',
    async (listingId, nameOf) => {
      const booking = bookingOf('a', -1, 24, { listingId, guest: misspelt });
      expect(await rig.stays.put(booking)).toMatchObject(applied);
      const { credentialId } = await show(booking);
      const before = await objectsOf(rig);
      expect(await rig.stays.put({ ...booking, guest: ADA })).toMatchObject(applied);
      const after = await objectsOf(rig);
      expect(after.acs_users).toMatchObject([
        {
          acs_user_id: before.acs_users[0]?.acs_user_id,
          full_name: nameOf(booking.reservationId),
        },
      ]);
      const key = ({ acs_credential_id, code }: (typeof before.credentials)[number]) => [
        acs_credential_id,
        code,
      ];
      expect(after.credentials.map(key)).toEqual(before.credentials.map(key));
      expect(await show(booking)).toMatchObject({ phase: 'open', credentialId });
      await cancel(booking);
    },
  );
});

describe('a guest with an account', () => {
  it('keeps the identity from stay to stay', async () => {
    const first = bookingOf('a', -1, 24, { guest: ACCOUNT });
    const second = bookingOf('b', -1, 48, { guest: ACCOUNT });
    await rig.stays.put(first);
    await rig.stays.put(second);
    expect(await keys()).toEqual(['nightlatch-account:ada']);
    const status = await end(first);
    expect(status.ledger).toContainEqual(
      expect.objectContaining({ kind: 'user-identity', state: 'live', kept: true }),
    );
    expect(await doors(second)).toEqual(CANAL_DOORS);
    await end(second);
    expect(await keys()).toEqual(['nightlatch-account:ada']);
  });

  it('gets keys also where the identity was made for a system without e-mails', async () => {
    const first = bookingOf('a', -1, 24, { guest: ACCOUNT, listingId: 'space' });
    const second = bookingOf('b', -1, 24, { guest: ACCOUNT });
    await rig.stays.put(first);
    await rig.stays.put(second);
    expect(await doors(first)).not.toEqual([]);
    expect(await doors(second)).toEqual(CANAL_DOORS);
    await cancel(first);
    await cancel(second);
  });
});

describe('a stay that moves from Salto Space to Salto KS', () => {
  it('gets an e-mail on its identity, so that the key arrives', async () => {
    const booking = bookingOf('a', -1, 24, { listingId: 'space' });
    await rig.stays.put(booking);
    await rig.stays.change(booking.reservationId, { listingId: 'ks-mobile' });
    expect(await doors(booking)).toEqual(CANAL_DOORS);
    await end(booking);
    expect(await leftovers()).toEqual([]);
  });
});

describe('an e-mail that Seam knows already', () => {
  it('is used, and is still there when the stay has ended', async () => {
    const { url, key } = rig.seam;
    const known = await fetch(`${url}/user_identities/create`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email_address: 'ada@example.com', user_identity_key: 'app:ada' }),
    });
    expect(known.status).toBe(200);
    const booking = bookingOf('a', -1, 24);
    await rig.stays.put(booking);
    expect(await doors(booking)).toEqual(CANAL_DOORS);
    expect(await end(booking)).toMatchObject(revoked);
    expect(await keys()).toEqual(['app:ada']);
    expect(await leftovers()).toHaveLength(1);
  });
});

describe('where the system allows one user per identity', () => {
  beforeEach(() => rig.seam.post('switches', { secondUserPerIdentity: 'refused' }));

  it.each(['cancelled', 'over'])('a second stay waits until the first is %s', async (how) => {
    const [first, second] = [bookingOf('a', -1, 0.5), bookingOf('b', -1, 2)];
    await rig.stays.put(first);
    const verdict = await meanwhile(rig, rig.stays.put(second));
    expect(verdict).toMatchObject({ outcome: 'pending' });
    expect(await show(second)).toMatchObject({
      phase: 'granting',
      problem: { type: 'GuestHasAnotherStay' },
    });
    expect(await doors(first)).toEqual(CANAL_DOORS);
    if (how === 'cancelled') await cancel(first);
    await end(first);
    await rig.until(async () => (await doors(second)).length > 0, 'open doors', 10_000);
    await rig.until(async () => !('problem' in (await show(second))), 'no problem any more');
    expect(await end(second)).toMatchObject(revoked);
    expect(await leftovers()).toEqual([]);
  });
});

describe('the enrollment of phones', () => {
  it('goes on without where Seam registers them by itself, and says so', async () => {
    await rig.seam.post('switches', { enrollmentGone: true });
    const booking = bookingOf('a', -1, 24, { listingId: 'ks-enrolled' });
    expect(await rig.stays.put(booking)).toMatchObject(applied);
    expect(await doors(booking)).toEqual(CANAL_DOORS);
    expect((await show(booking)).notes).toEqual([
      'Seam registers phones by itself: there was no enrollment to launch.',
    ]);
    await end(booking);
  });

  it('is launched once for the account, though two stays need it', async () => {
    const more = { guest: ACCOUNT, listingId: 'ks-enrolled' };
    const [first, second] = [bookingOf('a', -1, 24, more), bookingOf('b', -1, 24, more)];
    await Promise.all([rig.stays.put(first), rig.stays.put(second)]);
    await end(first);
    await end(second);
    const { enrollment_automations: enrollments, acs_users: users } = await objectsOf(rig);
    expect(enrollments.length).toBe(users.length);
    expect(await keys()).toEqual(['nightlatch-account:ada']);
  });
});
