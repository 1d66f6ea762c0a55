import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Guest } from '../../src/contract/guest.ts';
import type { IdentifyGuest, Made } from '../../src/contract/steps.ts';
import { KS_SYSTEM } from '../support/house.ts';
import { QUIET_MS, startBenches, type Bench, type Benches } from '../support/step-bench.ts';

const ada: Guest = { fullName: 'Ada Guest', email: 'ada@example.com' };

let benches: Benches;
let bench: Bench;
beforeAll(async () => {
  benches = await startBenches();
});
beforeEach(() => {
  bench = benches.bench();
});
afterAll(() => benches.close());

function identifying(reservationId: string, more: Partial<IdentifyGuest> = {}): IdentifyGuest {
  const quiet = { again: false, quietPeriodMs: QUIET_MS };
  return { reservationId, by: 'email', guest: ada, notOurs: [], ...quiet, ...more };
}

/** Somebody else's system makes an identity at Seam; answers its id. */
async function identityOf(body: object): Promise<string> {
  const made = await bench.seam<{ user_identity: { user_identity_id: string } }>(
    '/user_identities/create',
    body,
  );
  return made.user_identity.user_identity_id;
}

/** The stay's access user on an identity. */
async function addUser(
  reservationId: string,
  identityId: string,
  more: { readonly isNamedByGuide?: true } = {},
): Promise<string> {
  const made = await bench.step('addAccessUser', {
    reservationId,
    identityId,
    notOurs: [],
    again: false,
    quietPeriodMs: QUIET_MS,
    systemId: KS_SYSTEM,
    window: { opensAt: bench.hours(1), closesAt: bench.hours(48) },
    ...more,
  });
  if ('gone' in made) throw new Error('the identity is gone');
  return made.id;
}

async function keys(): Promise<readonly (string | null)[]> {
  return (await bench.objects()).user_identities.map((one) => one.user_identity_key);
}

describe('the identity of a guest without an account', () => {
  it('that somebody else’s access kept with the address of before is not this guest’s: the next number’s is', async () => {
    const { id } = await bench.step('identifyGuest', identifying('R-1'));
    await bench.seam('/acs/users/create', {
      acs_system_id: KS_SYSTEM,
      full_name: 'Reception',
      user_identity_id: id,
    });
    const removal = { identityId: id, reservationId: 'R-1' };
    expect(await bench.step('removeIdentity', removal)).toMatchObject({ outcome: 'kept' });
    const guest = { fullName: 'Ada Guest', email: 'ada@example.org' };
    await expect(
      bench.attempt('identifyGuest', identifying('R-1', { guest })),
    ).rejects.toMatchObject({ type: 'UserInTheWay', nonRetryable: true });
    await bench.step('identifyGuest', identifying('R-1', { guest, guestNumber: 2 }));
    expect(await keys()).toEqual(['nightlatch:R-1', 'nightlatch:R-1:2']);
  });

  // Failure rows: 77
  it('is the stay’s own, and goes with it', async () => {
    const { id, ...rest } = await bench.step('identifyGuest', identifying('R-1'));
    expect(rest).toEqual({});
    expect(await keys()).toEqual(['nightlatch:R-1']);
    const removal = { identityId: id, reservationId: 'R-1' };
    expect(await bench.step('removeIdentity', removal)).toMatchObject({ outcome: 'gone' });
    expect(await bench.step('removeIdentity', removal)).toMatchObject({ outcome: 'gone' });
    expect(await keys()).toEqual([]);
  });

  it('waits for the stay’s own user to go first', async () => {
    const { id } = await bench.step('identifyGuest', identifying('R-1'));
    await addUser('R-1', id);
    const removal = { identityId: id, reservationId: 'R-1' };
    await expect(bench.attempt('removeIdentity', removal)).rejects.toMatchObject({
      type: 'RemovalNotDone',
    });
    expect(await keys()).toEqual(['nightlatch:R-1']);
  });

  it('waits for one that has the name of the mobile guide as well', async () => {
    const { id } = await bench.step('identifyGuest', identifying('R-1'));
    await addUser('R-1', id, { isNamedByGuide: true });
    const removal = { identityId: id, reservationId: 'R-1', namedByGuideIn: [KS_SYSTEM] };
    await expect(bench.attempt('removeIdentity', removal)).rejects.toMatchObject({
      type: 'RemovalNotDone',
    });
    // Where no guide names users so, it is somebody else's.
    expect(
      await bench.step('removeIdentity', { identityId: id, reservationId: 'R-1' }),
    ).toMatchObject({ outcome: 'kept' });
  });

  it('stays while another stay’s access hangs on it, and goes with that one', async () => {
    const { id } = await bench.step('identifyGuest', identifying('R-1'));
    const adopted = await bench.step('identifyGuest', identifying('R-2'));
    expect(adopted).toEqual({ id, shared: true });
    const userId = await addUser('R-2', id);
    expect(
      await bench.step('removeIdentity', { identityId: id, reservationId: 'R-1' }),
    ).toMatchObject({ outcome: 'kept' });
    expect((await bench.objects()).acs_users).toHaveLength(1);
    await bench.step('removeAccessUser', userId);
    expect(
      await bench.step('removeIdentity', { identityId: id, reservationId: 'R-2' }),
    ).toMatchObject({ outcome: 'gone' });
    expect(await keys()).toEqual([]);
  });
});

describe('the identity of a guest with an account', () => {
  const account = { guest: { ...ada, accountId: 'ada' } };

  it('is the account’s, is used by each of its stays, and outlives them', async () => {
    const first = await bench.step('identifyGuest', identifying('R-1', account));
    expect(first).toMatchObject({ kept: true });
    expect(await bench.step('identifyGuest', identifying('R-2', account))).toEqual(first);
    expect(await keys()).toEqual(['nightlatch-account:ada']);
    const removal = { identityId: first.id, reservationId: 'R-1' };
    expect(await bench.step('removeIdentity', removal)).toMatchObject({ outcome: 'kept' });
    expect(await keys()).toEqual(['nightlatch-account:ada']);
  });

  it('stays without an e-mail if it was made without, and the stay that needs one has its own', async () => {
    const byName = { ...account, by: 'fullName' as const };
    await bench.step('identifyGuest', identifying('R-1', byName));
    await bench.step('identifyGuest', identifying('R-2', account));
    expect((await bench.objects()).user_identities).toMatchObject([
      { user_identity_key: 'nightlatch-account:ada', email_address: null },
      { user_identity_key: 'nightlatch:R-2', email_address: 'ada@example.com' },
    ]);
  });

  it('gives way to whoever has the e-mail', async () => {
    const byName = { ...account, by: 'fullName' as const };
    await bench.step('identifyGuest', identifying('R-1', byName));
    const known = await identityOf({ email_address: 'ada@example.com' });
    expect(await bench.step('identifyGuest', identifying('R-2', account))).toEqual({
      id: known,
      kept: true,
    });
  });
});

describe.each([409, 400] as const)('an e-mail that Seam knows already (%i)', (status) => {
  beforeEach(() => bench.set({ duplicateIdentityStatus: status }));

  it('is adopted, whatever its letters’ case, and never deleted', async () => {
    await identityOf({ email_address: 'xada@example.com' });
    const known = await identityOf({ email_address: 'Ada@Example.com', user_identity_key: 'app' });
    const made = await bench.step(
      'identifyGuest',
      identifying('R-1', { guest: { ...ada, email: 'Ada@Example.com' } }),
    );
    expect(made).toEqual({ id: known, kept: true });
    const removal = { identityId: known, reservationId: 'R-1' };
    expect(await bench.step('removeIdentity', removal)).toMatchObject({ outcome: 'kept' });
    expect(await keys()).toEqual([null, 'app']);
  });

  it('is waited for while the identity that has it is being removed', async () => {
    await bench.set({ deletionDelayMs: 5_000 });
    const old = await identityOf({ email_address: 'ada@example.com' });
    await bench.seam('/user_identities/delete', { user_identity_id: old });
    await expect(bench.attempt('identifyGuest', identifying('R-1'))).rejects.toMatchObject({
      type: 'RemovalNotDone',
    });
    const made = await bench.step('identifyGuest', identifying('R-1'));
    expect(made.id).not.toBe(old);
    expect(await keys()).toEqual(['nightlatch:R-1']);
  });
});

describe('an access user', () => {
  const gone = (id: string) => ({ gone: [id] });
  const adding = (identityId: string, ours?: string) => ({
    reservationId: 'R-1',
    identityId,
    notOurs: [],
    again: false,
    quietPeriodMs: QUIET_MS,
    ...(ours === undefined ? {} : { ours }),
    systemId: KS_SYSTEM,
  });

  it('is not hung on an identity that is gone: that has to be made first', async () => {
    const { id } = await bench.step('identifyGuest', identifying('R-1'));
    await bench.post('behind', { user_identity_id: id, do: 'remove' });
    expect(await bench.step('addAccessUser', adding(id))).toEqual(gone(id));
  });

  it('moves to the new identity where the one that it hung on is gone', async () => {
    const first = await bench.step('identifyGuest', identifying('R-1'));
    const userId = await addUser('R-1', first.id);
    await bench.seam('/user_identities/remove_acs_user', {
      acs_user_id: userId,
      user_identity_id: first.id,
    });
    await bench.post('behind', { user_identity_id: first.id, do: 'remove' });
    const second = await bench.step('identifyGuest', identifying('R-1'));
    const moved = (await bench.step('addAccessUser', adding(second.id, userId))) as Made;
    expect(moved.id).toBe(userId);
    expect((await bench.objects()).acs_users).toMatchObject([{ user_identity_id: second.id }]);
  });

  it('waits where the system allows one per identity, and another stay’s is there', async () => {
    await bench.set({ secondUserPerIdentity: 'refused' });
    const { id } = await bench.step('identifyGuest', identifying('R-2'));
    const other = await addUser('R-2', id);
    await expect(bench.attempt('addAccessUser', adding(id))).rejects.toMatchObject({
      type: 'GuestHasAnotherStay',
      nonRetryable: false,
    });
    await bench.step('removeAccessUser', other);
    expect(await bench.step('addAccessUser', adding(id))).toHaveProperty('id');
  });
});
