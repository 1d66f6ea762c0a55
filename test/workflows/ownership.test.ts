import { beforeEach, describe, expect, it } from 'vitest';

import type { ReservationInput } from '../../src/contract/reservation.ts';
import {
  CANAL_DOORS,
  CANAL_HOUSE,
  KS_SYSTEM,
  LATCH_SYSTEM,
  SPACE_SYSTEM,
} from '../support/house.ts';
import { objectsOf } from '../support/stay-stories.ts';
import type { Objects } from '../support/step-bench.ts';
import { useRig } from '../support/use-rig.ts';

const ADA = { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' };
const LISTINGS = ['ks-pin', 'ks-mobile', 'ks-enrolled', 'space', 'latch'] as const;
const SYSTEMS = [KS_SYSTEM, SPACE_SYSTEM, LATCH_SYSTEM];

const rig = useRig('seam_story_ownership');
let told = 0;
beforeEach(async () => {
  told += 1;
  await rig.seam.post('reset', {});
});

const room = (): string => `30${told}`;

function booking(listingId: string, more: Partial<ReservationInput> = {}): ReservationInput {
  return rig.reservation(room(), -1, 24, { listingId, guest: ADA, ...more });
}

async function seam<T>(route: string, body: object): Promise<T> {
  const answer = await fetch(rig.seam.url + route, {
    method: 'POST',
    headers: { authorization: `Bearer ${rig.seam.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${route} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

interface User {
  readonly acs_user_id: string;
}

async function addStaff(systemId: string, fullName: string, more = {}): Promise<string> {
  const body = { acs_system_id: systemId, full_name: fullName, ...more };
  return (await seam<{ acs_user: User }>('/acs/users/create', body)).acs_user.acs_user_id;
}

/** Staff in every system, called as the room is, or nearly as a stay's user; one of them has a PIN and a door. */
async function moveStaffIn(): Promise<void> {
  for (const systemId of SYSTEMS) {
    for (const name of [room(), `${room()} Cleaning`, `${room()} Owner`, `nl:${room()}x`])
      await addStaff(systemId, name);
    await addStaff(systemId, 'Ada Guest', { email_address: 'staff@example.com' });
  }
  const acs_user_id = await addStaff(KS_SYSTEM, `${room()} Housekeeping`);
  await seam('/acs/users/add_to_access_group', {
    acs_user_id,
    acs_access_group_id: CANAL_HOUSE,
  });
  await seam('/acs/credentials/create', { acs_user_id, access_method: 'code' });
}

const objects = (): Promise<Objects> => objectsOf(rig);

describe('staff who are called like the room', () => {
  it.each(LISTINGS)(
    'are as they were before the stay, while it lives and after it (%s)',
    async (listingId) => {
      await moveStaffIn();
      const before = await objects();
      expect(await rig.stays.put(booking(listingId))).toMatchObject({ outcome: 'applied' });
      const during = await objects();
      for (const [kind, those] of Object.entries(before))
        expect(during[kind as keyof Objects]).toEqual(expect.arrayContaining([...those]));
      expect(await rig.stays.cancel(room())).toMatchObject({ outcome: 'applied' });
      expect(await rig.ended(room())).toMatchObject({ phase: 'revoked' });
      expect(await objects()).toEqual(before);
    },
  );
});

describe('the credential of a stay that has none yet', () => {
  it('is never the PIN of a housekeeper who is called like the room', async () => {
    await moveStaffIn();
    const later = rig.reservation(room(), 24, 48, { listingId: 'space', guest: ADA });
    await rig.stays.put(later);
    await expect(rig.stays.pin(room())).rejects.toMatchObject({ type: 'NoCredential' });
    await rig.stays.cancel(room());
    await rig.ended(room());
  });

  it('is never the key of a user of that name that staff hung on the stay’s identity at Salto Space', async () => {
    const { user_identity: identity } = await seam<{
      user_identity: { user_identity_id: string };
    }>('/user_identities/create', { user_identity_key: `nightlatch:${room()}` });
    const { user_identity_id } = identity;
    const acs_user_id = await addStaff(SPACE_SYSTEM, room(), { user_identity_id });
    await seam('/acs/credentials/create', { acs_user_id, access_method: 'mobile_key' });
    await rig.stays.put(rig.reservation(room(), 24, 48, { listingId: 'space', guest: ADA }));
    await expect(rig.stays.pin(room())).rejects.toMatchObject({ type: 'NoCredential' });
    await rig.stays.cancel(room());
    await rig.ended(room());
  });
});

describe('an identity that was at Seam before the stay', () => {
  const theirs = { full_name: 'Ada at the spa', email_address: ADA.email };

  it.each(['ks-mobile', 'ks-enrolled'])(
    'carries the key, keeps the user that others hung on it, and is left as it was (%s)',
    async (listingId) => {
      const { user_identity: identity } = await seam<{
        user_identity: { user_identity_id: string };
      }>('/user_identities/create', theirs);
      await addStaff(SPACE_SYSTEM, `${room()} Spa`, {
        user_identity_id: identity.user_identity_id,
      });
      const before = await objects();
      await rig.stays.put(booking(listingId));
      const named = (await objects()).acs_users;
      expect(named).toContainEqual(
        expect.objectContaining({
          full_name: `nl:${room()}`,
          user_identity_id: identity.user_identity_id,
        }),
      );
      await rig.stays.cancel(room());
      await rig.ended(room());
      const after = await objects();
      expect(after.acs_users).toEqual(expect.arrayContaining([...before.acs_users]));
      expect(after.user_identities).toMatchObject([{ ...theirs, user_identity_key: null }]);
    },
  );
});

describe('staff at work on the guest’s own access', () => {
  const userOf = async (): Promise<string> => {
    const { ledger } = await rig.stays.show(room());
    return ledger.find((e) => e.kind === 'access-user' && e.state === 'live')?.id ?? '';
  };
  const behind = async (act: object): Promise<unknown> =>
    rig.seam.post('behind', { acs_user_id: await userOf(), do: 'change', ...act });

  it.each(LISTINGS)(
    'who give it another name keep no door open past the stay (%s)',
    async (listingId) => {
      await rig.stays.put(booking(listingId));
      await behind({ full_name: 'VIP, room 12' });
      expect(await rig.stays.cancel(room())).toMatchObject({ outcome: 'applied' });
      expect(await rig.ended(room())).toMatchObject({ phase: 'revoked' });
      expect((await objects()).acs_users).toEqual([]);
    },
  );

  it.each(LISTINGS)(
    'who give it another name keep no door open though the run is terminated (%s)',
    async (listingId) => {
      const stay = booking(listingId);
      await rig.stays.put(stay);
      await behind({ full_name: 'VIP, room 12' });
      await rig.client.workflow.getHandle(`stay:${room()}`).terminate();
      await rig.stays.put({ ...stay, checkOut: rig.inHours(30) });
      await rig.stays.cancel(room());
      expect(await rig.ended(room())).toMatchObject({ phase: 'revoked' });
      expect((await objects()).acs_users).toEqual([]);
    },
  );

  it('who hang it on another identity have it hung back at the next look', async () => {
    await rig.stays.put(booking('ks-mobile'));
    const { user_identity: other } = await seam<{ user_identity: { user_identity_id: string } }>(
      '/user_identities/create',
      { email_address: 'other@example.com' },
    );
    const acs_user_id = await userOf();
    await seam('/user_identities/add_acs_user', {
      acs_user_id,
      user_identity_id: other.user_identity_id,
    });
    expect(await rig.stays.check(room())).toMatchObject({ outcome: 'applied' });
    const user = (await objects()).acs_users.find(
      (one) => (one as User).acs_user_id === acs_user_id,
    );
    expect(user).not.toMatchObject({ user_identity_id: other.user_identity_id });
    expect(await rig.seam.doorsFor(room())).toEqual(CANAL_DOORS);
    await rig.stays.cancel(room());
    await rig.ended(room());
    expect((await objects()).user_identities).toMatchObject([
      { email_address: 'other@example.com' },
    ]);
  });
});

describe('two reservations of one account under different e-mail addresses', () => {
  /** The address that Seam sends the key of a stay to; undefined if its identity has none. */
  async function addressOf(reservationId: string): Promise<string | null | undefined> {
    const { ledger } = await rig.stays.show(reservationId);
    const userId = ledger.find((e) => e.kind === 'access-user' && e.state === 'live')?.id;
    const { user_identities: identities, acs_users: users } = await objects();
    const user = users.find((one) => one.acs_user_id === userId);
    return identities.find((one) => one.user_identity_id === user?.user_identity_id)?.email_address;
  }

  const bookingAs = (alias: string, listingId: string): ReservationInput =>
    rig.reservation(`${room()}-${alias}`, -1, 24, {
      listingId,
      guest: { ...ADA, accountId: 'ada', email: `${alias}@example.com` },
    });

  it.each([
    ['ks-mobile', 'ks-mobile'],
    ['ks-enrolled', 'ks-enrolled'],
    ['ks-mobile', 'space'],
    ['space', 'ks-mobile'],
  ])('send each key to its own address (%s, then %s)', async (early, late) => {
    const [first, second] = [bookingAs('a', early), bookingAs('b', late)];
    expect(await rig.stays.put(first)).toMatchObject({ outcome: 'applied' });
    expect(await rig.stays.put(second)).toMatchObject({ outcome: 'applied' });
    const ofSpace = [null, undefined];
    const own = (alias: string, listingId: string) =>
      listingId === 'space' ? ofSpace : [`${alias}@example.com`];
    expect(own('a', early)).toContain(await addressOf(first.reservationId));
    expect(own('b', late)).toContain(await addressOf(second.reservationId));
    for (const { reservationId } of [first, second]) await rig.ended(reservationId);
    const { user_identities: left, acs_users: all } = await objects();
    expect(left).toMatchObject([{ user_identity_key: 'nightlatch-account:ada' }]);
    const isPhone = ({ acs_system_id: id }: { acs_system_id: string }) => !SYSTEMS.includes(id);
    expect(all.filter((user) => !isPhone(user))).toEqual([]);
  });

  it('has the key follow the guest where somebody gave the account another address', async () => {
    const stay = bookingAs('a', 'ks-mobile');
    await rig.stays.put(stay);
    const [account] = (await objects()).user_identities;
    const user_identity_id = account?.user_identity_id;
    const email_address = 'z@example.com';
    await seam('/user_identities/update', { user_identity_id, email_address });
    const guest = { ...ADA, accountId: 'ada', email: 'a@example.com', fullName: 'Ada B. Guest' };
    expect(await rig.stays.put({ ...stay, guest })).toMatchObject({ outcome: 'applied' });
    expect(await addressOf(stay.reservationId)).toBe('a@example.com');
    await rig.ended(stay.reservationId);
    expect((await objects()).user_identities).toMatchObject([{ email_address }]);
  });
});

describe('a user that stands in the way', () => {
  const problem = async (): Promise<string | undefined> =>
    (await rig.stays.show(room())).problem?.type;

  it.each([
    ['has the reservation id for its name', 'ks-mobile', { uniqueUserNames: true }],
    ['hangs on the guest’s identity', 'ks-mobile', { secondUserPerIdentity: 'refused' }],
  ] as const)(
    'because it %s is named as the problem, and let alone',
    async (why, listingId, on) => {
      await rig.seam.post('switches', on);
      const isOnIdentity = why.includes('identity');
      const { user_identity: identity } = await seam<{
        user_identity: { user_identity_id: string };
      }>('/user_identities/create', { email_address: isOnIdentity ? ADA.email : 'x@example.com' });
      await addStaff(KS_SYSTEM, room(), { user_identity_id: identity.user_identity_id });
      const before = await objects();
      await rig.stays.put(booking(listingId));
      expect(await problem()).toBe('UserInTheWay');
      expect((await objects()).acs_users).toEqual(before.acs_users);
      await rig.stays.cancel(room());
      await rig.ended(room());
      expect((await objects()).acs_users).toEqual(before.acs_users);
    },
  );

  it('because it has the guest’s e-mail address is named, though the site says only that it refused', async () => {
    await rig.stays.put(booking('ks-mobile'));
    const { ledger } = await rig.stays.show(room());
    const acs_user_id = ledger.find((e) => e.kind === 'access-user')?.id;
    await addStaff(KS_SYSTEM, 'Ada, reception', { email_address: ADA.email });
    const error_code = 'failed_to_create_on_acs_system';
    await rig.seam.post('behind', { acs_user_id, do: 'error', error_code });
    void rig.stays.check(room());
    await rig.until(async () => (await problem()) === 'UserInTheWay', 'the reason');
    await rig.stays.cancel(room());
    expect(await rig.ended(room())).toMatchObject({ phase: 'revoked' });
  });
});

describe('a name that the access system does not take', () => {
  it.each([
    ['of 200 letters', 'Ada '.repeat(50).trim(), { longestUserName: 60 }],
    ['with a picture', 'Ada 🎉 Guest', { picturesInNames: 'refused' }],
  ])('is cut for the door, and the guest gets in (%s)', async (_what, fullName, on) => {
    await rig.seam.post('switches', on);
    const guest = { ...ADA, fullName };
    expect(await rig.stays.put(booking('ks-pin', { guest }))).toMatchObject({ outcome: 'applied' });
    expect(await rig.seam.doorsFor(room())).toEqual(CANAL_DOORS);
    const { notes } = await rig.stays.show(room());
    expect(notes).toEqual(['The access system did not take the guest’s whole name.']);
    await rig.stays.cancel(room());
    await rig.ended(room());
  });
});
