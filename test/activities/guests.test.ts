import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createSurveys } from '../../activities/index.ts';
import { readCredential } from '../../src/client/read-credential.ts';
import type { ListPage } from '../../src/contract/reconciling.ts';
import type { Status } from '../../src/contract/status.ts';
import type { AddAccessUser, IdentifyGuest, Made, ProveAbsence } from '../../src/contract/steps.ts';
import { KS_SYSTEM } from '../support/house.ts';
import { QUIET_MS, startBenches, type Bench, type Benches } from '../support/step-bench.ts';

const MANAGER = '22222222-2222-2222-2222-222222222222';

let benches: Benches;
let bench: Bench;
beforeAll(async () => {
  benches = await startBenches();
});
beforeEach(() => {
  bench = benches.bench();
});
afterAll(() => benches.close());

const common = (guestNumber?: number) => ({
  reservationId: 'R-1',
  ...(guestNumber === undefined ? {} : { guestNumber }),
  notOurs: [],
  again: false,
  quietPeriodMs: QUIET_MS,
});

function adding(guestNumber?: number, more: Partial<AddAccessUser> = {}): AddAccessUser {
  const window = { opensAt: bench.hours(1), closesAt: bench.hours(48) };
  return { ...common(guestNumber), systemId: KS_SYSTEM, guestName: 'Bo Guest', window, ...more };
}

async function add(guestNumber?: number, more: Partial<AddAccessUser> = {}): Promise<string> {
  return ((await bench.step('addAccessUser', adding(guestNumber, more))) as Made).id;
}

const identifying = (guestNumber?: number, email = 'bo@example.com'): IdentifyGuest => ({
  ...common(guestNumber),
  by: 'email',
  guest: { email },
});

const identify = (guestNumber?: number, email?: string): Promise<Made> =>
  bench.step('identifyGuest', identifying(guestNumber, email));

async function userNamed(fullName: string): Promise<string> {
  bench.pass(60_000);
  const body = { acs_system_id: KS_SYSTEM, full_name: fullName };
  const made = await bench.seam<{ acs_user: { acs_user_id: string } }>('/acs/users/create', body);
  return made.acs_user.acs_user_id;
}

const names = async (): Promise<readonly string[]> =>
  (await bench.objects()).acs_users.map((user) => user.full_name).toSorted();

const keys = async (): Promise<readonly (string | null)[]> =>
  (await bench.objects()).user_identities.map((one) => one.user_identity_key);

describe('the access user of the second guest of a stay', () => {
  it('is made beside the first one’s, which keeps its name and stays', async () => {
    const first = await add(undefined, { guestName: 'Ada Guest' });
    const second = await add(2);
    expect(second).not.toBe(first);
    expect(await names()).toEqual(['nl:R-1 Ada Guest', 'nl:R-1:2 Bo Guest']);
    expect(await add(undefined, { guestName: 'Ada Guest' })).toBe(first);
    expect(await add(2)).toBe(second);
    expect(await names()).toEqual(['nl:R-1 Ada Guest', 'nl:R-1:2 Bo Guest']);
  });

  it('is found by exactly their mark, and only doubles with that mark go', async () => {
    const others = ['nl:R-1:1', 'nl:R-1:20 Bo', 'nl:R-1:3 Bo', 'nl:R-1 Bo'];
    for (const name of others) await userNamed(name);
    const oldest = await userNamed('nl:R-1:2 Bo Gest');
    await userNamed('nl:R-1:2 Bo Gesst');
    expect(await add(2)).toBe(oldest);
    expect(await names()).toEqual([...others, 'nl:R-1:2 Bo Guest'].toSorted());
  });

  it('is the one in the ledger, whatever its name, and gets the mark', async () => {
    const ours = await userNamed('nl:R-1 Ada Guest');
    expect(await add(2, { ours })).toBe(ours);
    expect(await names()).toEqual(['nl:R-1:2 Bo Guest']);
  });

  it('carries the mark also where a guide names the first one’s by the reservation id', async () => {
    const guide = { isNamedByGuide: true } as const;
    const { id: firstOwn } = await identify(undefined, 'ada@example.com');
    const { guestName: _first, ...first } = adding(undefined, { ...guide, identityId: firstOwn });
    const { id: firstUser } = (await bench.step('addAccessUser', first)) as Made;
    const { id: own } = await identify(2);
    const { guestName: _second, ...second } = adding(2, { ...guide, identityId: own });
    const { id: secondUser } = (await bench.step('addAccessUser', second)) as Made;
    expect((await bench.objects()).acs_users).toMatchObject([
      { acs_user_id: firstUser, full_name: 'R-1', user_identity_id: firstOwn },
      { acs_user_id: secondUser, full_name: 'nl:R-1:2', user_identity_id: own },
    ]);
  });

  it('is not the one that a guide named, though that hangs on their own identity', async () => {
    const { id: own } = await identify(2);
    const named = await userNamed('R-1');
    await bench.seam('/user_identities/add_acs_user', {
      acs_user_id: named,
      user_identity_id: own,
    });
    const guide = { isNamedByGuide: true, identityId: own } as const;
    expect(await add(2, guide)).not.toBe(named);
    expect(await names()).toEqual(['R-1', 'nl:R-1:2 Bo Guest']);
  });

  it('waits where the system allows one per identity, and the guest before is there', async () => {
    await bench.set({ secondUserPerIdentity: 'refused' });
    const { id } = await identify();
    const first = await add(undefined, { identityId: id });
    await expect(
      bench.attempt('addAccessUser', adding(2, { identityId: id })),
    ).rejects.toMatchObject({ type: 'GuestHasAnotherStay', nonRetryable: false });
    await bench.step('removeAccessUser', first);
    await add(2, { identityId: id });
    expect(await names()).toEqual(['nl:R-1:2 Bo Guest']);
  });
});

describe('the identity of the second guest of a stay', () => {
  it('is their own, and neither shared nor the first one’s', async () => {
    const first = await identify(undefined, 'ada@example.com');
    const second = await identify(2);
    expect(second).toEqual({ id: expect.any(String) });
    expect(second.id).not.toBe(first.id);
    expect(await identify(2)).toEqual(second);
    expect(await keys()).toEqual(['nightlatch:R-1', 'nightlatch:R-1:2']);
  });

  it('is shared where it was made for the first, who has the same address', async () => {
    const first = await identify();
    expect(await identify(2)).toEqual({ id: first.id, shared: true });
  });

  it('loses the enrollments too many, as their own', async () => {
    const { id: identityId } = await identify(2);
    const launch = {
      user_identity_id: identityId,
      create_credential_manager_user: true,
      credential_manager_acs_system_id: MANAGER,
    };
    const route = '/user_identities/enrollment_automations/launch';
    for (const _ of [1, 2]) await bench.seam(route, launch);
    const enrolling = { identityId, systemId: KS_SYSTEM };
    await bench.step('enrollPhone', { ...common(), ...enrolling });
    expect((await bench.objects()).enrollment_automations).toHaveLength(2);
    await bench.step('enrollPhone', { ...common(2), ...enrolling });
    expect((await bench.objects()).enrollment_automations).toHaveLength(1);
  });

  it('waits for whichever guest’s user hangs on it, unless that one stays', async () => {
    const { id } = await identify();
    const kept = await add(2, { identityId: id });
    const removal = { identityId: id, reservationId: 'R-1' };
    await expect(bench.attempt('removeIdentity', removal)).rejects.toMatchObject({
      type: 'RemovalNotDone',
    });
    expect(await bench.step('removeIdentity', { ...removal, exceptUserIds: [kept] })).toEqual({
      outcome: 'kept',
    });
    expect(await keys()).toEqual(['nightlatch:R-1']);
    await bench.step('removeAccessUser', kept);
    expect(await bench.step('removeIdentity', removal)).toMatchObject({ outcome: 'gone' });
  });

  it('is told to the reconciler as the stay’s', async () => {
    const [first, second] = [await identify(undefined, 'ada@example.com'), await identify(2)];
    const surveys = createSurveys({
      seam: bench.port,
      clock: Date.now,
      quietPeriodMs: QUIET_MS,
      tagOf: () => '',
      knownStays: async () => new Set(),
    });
    const from = { systemIds: [], from: { list: 0 }, alsoOurs: [] };
    const { pages } = (await new MockActivityEnvironment({ startToCloseTimeoutMs: 15_000 }).run(
      surveys.surveySeam,
      from,
    )) as { readonly pages: readonly ListPage[] };
    const identities = pages.flatMap((page) => (page.of === 'identities' ? page.identities : []));
    expect(identities).toMatchObject([
      { id: first.id, reservationId: 'R-1' },
      { id: second.id, reservationId: 'R-1', guestNumber: 2 },
    ]);
    expect(identities[0]).not.toHaveProperty('guestNumber');
  });
});

describe('a proof of absence of a stay with several guests', () => {
  const proof = (more: Partial<ProveAbsence> = {}): ProveAbsence => ({
    reservationId: 'R-1',
    systemIds: [KS_SYSTEM],
    namedByGuideIn: [KS_SYSTEM],
    userIds: [],
    credentialIds: [],
    withIdentity: true,
    exceptUserIds: [],
    ...more,
  });
  const find = async (more?: Partial<ProveAbsence>): Promise<readonly string[]> =>
    (await bench.step('proveAbsence', proof(more))).found.map(({ id }) => id).toSorted();
  const keysAskedFor = async (): Promise<readonly string[]> =>
    (await bench.requests())
      .filter(({ route }) => route === '/user_identities/get')
      .map(({ parameters }) => String(parameters['user_identity_key']));

  it('finds the users and the identities of each, and asks once for each of them', async () => {
    const [one, two, three] = [
      await identify(undefined, 'ada@example.com'),
      await identify(2),
      await identify(3, 'cy@example.com'),
    ];
    const users = [await add(), await add(2), await add(3, { identityId: three.id })];
    const asked = (await keysAskedFor()).length;
    expect(await find({ guests: 3 })).toEqual([one.id, two.id, three.id, ...users].toSorted());
    expect((await keysAskedFor()).slice(asked).toSorted()).toEqual([
      'nightlatch:R-1',
      'nightlatch:R-1:2',
      'nightlatch:R-1:3',
    ]);
  });

  it('asks for the first one’s identity alone where there was no other', async () => {
    await find();
    expect(await keysAskedFor()).toEqual(['nightlatch:R-1']);
  });

  it('finds nothing of the guest who stays, neither their user nor what that hangs on', async () => {
    const one = await identify(undefined, 'ada@example.com');
    const two = await identify(2);
    const old = await add(undefined, { identityId: one.id });
    const kept = await add(2, { identityId: two.id });
    const left = { guests: 2, exceptUserIds: [kept] };
    expect(await find(left)).toEqual([one.id, old].toSorted());
    await bench.step('removeAccessUser', old);
    await bench.step('removeIdentity', { identityId: one.id, reservationId: 'R-1' });
    expect(await find(left)).toEqual([]);
  });

  it('finds a user with the guide’s name on the first one’s own identity only', async () => {
    const [first, second] = [await identify(undefined, 'ada@example.com'), await identify(2)];
    const on = async (identityId: string): Promise<string> => {
      const id = await userNamed('R-1');
      const hang = { acs_user_id: id, user_identity_id: identityId };
      await bench.seam('/user_identities/add_acs_user', hang);
      return id;
    };
    const [ofStay] = [await on(first.id), await on(second.id)];
    // The second identity holds somebody whom nothing shows to be the stay's, so it is let alone.
    expect(await find({ guests: 2 })).toEqual([first.id, ofStay].toSorted());
  });
});

describe('what the guest opens the door with, where no worker tells it', () => {
  const issue = (userId: string): Promise<unknown> =>
    bench.step('issueCredential', { ...common(), userId, method: 'code' });
  const status: Status = {
    ...{ reservationId: 'R-1', listingId: 'ks-pin', revision: 0, ledger: [] },
    phase: 'open',
  };
  const read = () => readCredential(bench.port, status);
  const codeOf = async (userId: string): Promise<string | null | undefined> =>
    (await bench.objects()).credentials.find((one) => one.acs_user_id === userId)?.code;

  it('is the newest guest’s, whoever was made first', async () => {
    const second = await add(2);
    await issue(second);
    bench.pass(60_000);
    await issue(await add());
    expect((await read()).code).toBe(await codeOf(second));
  });

  it('is not the first one’s while the second has none yet', async () => {
    await issue(await add());
    await add(2);
    await expect(read()).rejects.toMatchObject({ type: 'NoCredential' });
  });
});
