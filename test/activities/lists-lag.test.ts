import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type {
  AddAccessUser,
  IssueCredential,
  JoinAccessGroups,
  Made,
  ProveAbsence,
} from '../../src/contract/steps.ts';
import { CANAL_HOUSE, GARDEN_HOUSE, KS_SYSTEM, QUAY_WING } from '../support/house.ts';
import { QUIET_MS, startBenches, type Bench, type Benches } from '../support/step-bench.ts';

const LAG_S = 20;
/** A group of another system, which Seam refuses as invalid input. */
const ELSEWHERE = QUAY_WING;
const CREATE_CREDENTIAL = '/acs/credentials/create';

let benches: Benches;
let bench: Bench;
beforeAll(async () => {
  benches = await startBenches();
});
beforeEach(() => {
  bench = benches.bench();
});
afterAll(() => benches.close());

const common = { reservationId: 'R-1', notOurs: [], again: false, quietPeriodMs: QUIET_MS };

const lag = (): Promise<unknown> => bench.post('lists-lag', { seconds: LAG_S });

function adding(more: Partial<AddAccessUser> = {}): AddAccessUser {
  const window = { opensAt: bench.hours(1), closesAt: bench.hours(48) };
  return { ...common, systemId: KS_SYSTEM, guestName: 'Ada Guest', window, ...more };
}

async function add(more?: Partial<AddAccessUser>): Promise<string> {
  return ((await bench.step('addAccessUser', adding(more))) as Made).id;
}

const joining = (userId: string, groupIds: readonly string[]): JoinAccessGroups => ({
  ...{ userId, groupIds, again: false, quietPeriodMs: QUIET_MS },
});

const issuing = (userId: string, more: Partial<IssueCredential> = {}): IssueCredential => ({
  ...{ ...common, userId, method: 'code', ...more },
});

async function issue(userId: string, more?: Partial<IssueCredential>): Promise<string> {
  return ((await bench.step('issueCredential', issuing(userId, more))) as Made).id;
}

const groups = async (): Promise<readonly string[]> =>
  (await bench.objects()).memberships.map((one) => one.acs_access_group_id).toSorted();

const created = async (route: string): Promise<number> =>
  (await bench.requests()).filter((asked) => asked.route === route).length;

async function identityOf(key: string, more: object = {}): Promise<string> {
  const made = await bench.seam<{ user_identity: { user_identity_id: string } }>(
    '/user_identities/create',
    { user_identity_key: key, ...more },
  );
  return made.user_identity.user_identity_id;
}

describe('while the list of access groups lags', () => {
  it('a guest who is in a group already is in it, though Seam refuses to have them join twice', async () => {
    await bench.set({ addExistingMemberIsError: true });
    const userId = await add();
    await lag();
    await bench.step('joinAccessGroups', joining(userId, [CANAL_HOUSE]));
    const again = joining(userId, [CANAL_HOUSE, GARDEN_HOUSE]);
    expect(await bench.attempt('joinAccessGroups', again)).toEqual({});
    expect(await groups()).toEqual([CANAL_HOUSE, GARDEN_HOUSE].toSorted());
  });

  it('a guest who comes back to the room that was just left gets in', async () => {
    const userId = await add();
    await bench.step('joinAccessGroups', joining(userId, [CANAL_HOUSE]));
    await lag();
    await bench.seam('/acs/users/remove_from_access_group', {
      acs_user_id: userId,
      acs_access_group_id: CANAL_HOUSE,
    });
    await bench.step('joinAccessGroups', joining(userId, [CANAL_HOUSE]));
    expect(await groups()).toEqual([CANAL_HOUSE]);
  });

  it('a refusal that says nothing is asked for half a minute whether it stays one, and no longer', async () => {
    const userId = await add();
    await lag();
    const before = bench.now();
    const refused = bench.step('joinAccessGroups', joining(userId, [ELSEWHERE]));
    await expect(refused).rejects.toMatchObject({ type: 'SeamRejected', nonRetryable: true });
    expect(bench.now() - before).toBeGreaterThan(30_000);
    expect(bench.now() - before).toBeLessThan(60_000);
  });

  it('a refusal is the last word at once where the user is new and was asked for nothing', async () => {
    const userId = await add();
    await lag();
    const input = { ...joining(userId, [ELSEWHERE]), isNewUser: true as const };
    await expect(bench.attempt('joinAccessGroups', input)).rejects.toMatchObject({
      type: 'SeamRejected',
      nonRetryable: true,
    });
  });
});

describe('while the list of credentials lags', () => {
  it('the PIN that the stay knows is the guest’s, and there is no second one', async () => {
    const userId = await add();
    await lag();
    const ours = await issue(userId);
    expect(await issue(userId, { ours, again: true })).toBe(ours);
    expect(await created(CREATE_CREDENTIAL)).toBe(1);
  });

  it('a PIN that is gone is not taken for the guest’s', async () => {
    const userId = await add();
    const ours = await issue(userId);
    await lag();
    await bench.step('removeCredential', ours);
    const next = await issue(userId);
    expect(next).not.toBe(ours);
    expect(await bench.objects()).toMatchObject({ credentials: [{ acs_credential_id: next }] });
  });

  it('the one PIN that a user may have is waited for when its answer was lost', async () => {
    await bench.set({ secondPin: 'refused' });
    const userId = await add();
    await lag();
    await bench.post('faults', { route: CREATE_CREDENTIAL, outcome: 'reset-after' });
    const id = await issue(userId);
    expect(await bench.objects()).toMatchObject({ credentials: [{ acs_credential_id: id }] });
  });
});

describe('while the list of access users lags', () => {
  it('a user that is gone is not taken for the guest’s', async () => {
    const first = await add();
    await lag();
    await bench.step('removeAccessUser', first);
    const next = await add();
    expect(next).not.toBe(first);
    expect(await bench.objects()).toMatchObject({ acs_users: [{ acs_user_id: next }] });
  });

  it('the window of the guest’s user is told by the user and not by the list', async () => {
    const ours = await add();
    await lag();
    const longer = { opensAt: bench.hours(1), closesAt: bench.hours(72) };
    await bench.step('moveWindow', {
      ...{ userId: ours, window: longer, again: false, quietPeriodMs: QUIET_MS },
    });
    await add({ ours, again: true });
    const schedule = { starts_at: bench.hours(1), ends_at: bench.hours(48) };
    expect((await bench.objects()).acs_users).toMatchObject([{ access_schedule: schedule }]);
  });

  it('the user of somebody else who is gone is in nobody’s way', async () => {
    await bench.set({ picturesInNames: 'refused', secondUserPerIdentity: 'refused' });
    const identityId = await identityOf('nightlatch:R-1');
    const { acs_user } = await bench.seam<{ acs_user: { acs_user_id: string } }>(
      '/acs/users/create',
      { acs_system_id: KS_SYSTEM, full_name: 'Cleaning', user_identity_id: identityId },
    );
    const refused = bench.attempt('addAccessUser', adding({ identityId }));
    await expect(refused).rejects.toMatchObject({ type: 'UserInTheWay' });
    await lag();
    await bench.seam('/acs/users/delete', { acs_user_id: acs_user.acs_user_id });
    // Seam refuses the name, and not because of the one who was there.
    await add({ identityId, guestName: 'Ada 🎉 Guest' });
    expect((await bench.objects()).acs_users).toMatchObject([{ full_name: 'nl:R-1 Ada Guest' }]);
  });

  it('absence is proven by gets, and the guest does not wait for the list', async () => {
    const userId = await add();
    const credentialId = await issue(userId);
    await lag();
    await bench.step('removeCredential', credentialId);
    await bench.step('removeAccessUser', userId);
    const proof: ProveAbsence = {
      reservationId: 'R-1',
      systemIds: [KS_SYSTEM],
      namedByGuideIn: [],
      userIds: [userId],
      credentialIds: [credentialId],
      withIdentity: false,
      exceptUserIds: [],
    };
    expect(await bench.attempt('proveAbsence', proof)).toEqual({ found: [] });
  });
});

describe('while the lists about identities lag', () => {
  it('the identity that has the guest’s e-mail is waited for', async () => {
    await lag();
    const id = await identityOf('crm-ada', { email_address: 'ada@example.com' });
    const guest = { email: 'ada@example.com' };
    const identify = { ...common, by: 'email' as const, guest };
    expect(await bench.step('identifyGuest', identify)).toMatchObject({ id, kept: true });
  });

  it('an identity stays on which somebody else’s user was hung just now', async () => {
    const identityId = await identityOf('nightlatch:R-1');
    await lag();
    await bench.seam('/acs/users/create', {
      acs_system_id: KS_SYSTEM,
      full_name: 'nl:R-2',
      user_identity_id: identityId,
    });
    const removal = { identityId, reservationId: 'R-1' };
    expect(await bench.attempt('removeIdentity', removal)).toEqual({ outcome: 'kept' });
  });

  it('an identity goes from which somebody else’s user has gone just now', async () => {
    const identityId = await identityOf('nightlatch:R-1');
    const { acs_user } = await bench.seam<{ acs_user: { acs_user_id: string } }>(
      '/acs/users/create',
      { acs_system_id: KS_SYSTEM, full_name: 'nl:R-2', user_identity_id: identityId },
    );
    await lag();
    await bench.seam('/acs/users/delete', { acs_user_id: acs_user.acs_user_id });
    const removal = { identityId, reservationId: 'R-1' };
    expect(await bench.attempt('removeIdentity', removal)).toMatchObject({ outcome: 'gone' });
  });
});
