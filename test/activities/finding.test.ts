import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { AddAccessUser, Made } from '../../src/contract/steps.ts';
import { KS_SYSTEM } from '../support/house.ts';
import { QUIET_MS, startBenches, type Bench, type Benches } from '../support/step-bench.ts';

let benches: Benches;
let bench: Bench;
beforeAll(async () => {
  benches = await startBenches();
});
beforeEach(() => {
  bench = benches.bench();
});
afterAll(() => benches.close());

function adding(more: Partial<AddAccessUser> = {}): AddAccessUser {
  return {
    reservationId: 'R-1',
    systemId: KS_SYSTEM,
    guestName: 'Ada Guest',
    window: { opensAt: bench.hours(1), closesAt: bench.hours(48) },
    notOurs: [],
    again: false,
    quietPeriodMs: QUIET_MS,
    ...more,
  };
}

/** Somebody makes a user at Seam, a minute after whoever was made last; answers its id. */
async function userNamed(fullName: string, systemId = KS_SYSTEM): Promise<string> {
  bench.pass(60_000);
  const body = { acs_system_id: systemId, full_name: fullName };
  const made = await bench.seam<{ acs_user: { acs_user_id: string } }>('/acs/users/create', body);
  return made.acs_user.acs_user_id;
}

async function names(): Promise<readonly string[]> {
  return (await bench.objects()).acs_users.map((user) => user.full_name).toSorted();
}

const created = async (): Promise<number> =>
  (await bench.requests()).filter(({ route }) => route === '/acs/users/create').length;

describe('the access user of a stay', () => {
  // Failure rows: 46
  it('is nobody’s whose name only contains the reservation id, or is it', async () => {
    const staff = [
      'R-1',
      'R-1 Cleaning',
      'R-1 Ada Guest',
      'nl:R-10 Ada',
      'nl:R-1x',
      'xR-1',
      'Ada R-1',
    ];
    for (const name of staff) await userNamed(name);
    await bench.step('addAccessUser', adding());
    expect(await names()).toEqual([...staff, 'nl:R-1 Ada Guest'].toSorted());
  });

  it('is the one with the recipe’s whole name, before an older one with the mark alone', async () => {
    await userNamed('nl:R-1 Ada');
    const exact = await userNamed('nl:R-1');
    const { guestName: _name, ...named } = adding();
    expect(await bench.step('addAccessUser', named)).toMatchObject({ id: exact });
    expect(await names()).toEqual(['nl:R-1']);
  });

  it('is the oldest one where the name was corrected meanwhile, and gets the corrected one', async () => {
    const oldest = await userNamed('nl:R-1 Ada Gest');
    await userNamed('nl:R-1 Ada Guesst');
    expect(await bench.step('addAccessUser', adding())).toMatchObject({ id: oldest });
    expect(await names()).toEqual(['nl:R-1 Ada Guest']);
  });

  it('is the one in the ledger, whatever the others are called and how old they are', async () => {
    await userNamed('nl:R-1 Ada Guest');
    const ours = await userNamed('nl:R-1 Ada Gest');
    expect(await bench.step('addAccessUser', adding({ ours }))).toMatchObject({ id: ours });
    expect(await names()).toEqual(['nl:R-1 Ada Guest']);
  });

  it('stays the one in the ledger though somebody has renamed it at the site, and has its mark again', async () => {
    const made = (await bench.step('addAccessUser', adding())) as Made;
    await bench.post('behind', { acs_user_id: made.id, do: 'change', full_name: 'Ada G., room 1' });
    await userNamed('nl:R-1 Ada Guest');
    expect(await bench.step('addAccessUser', adding({ ours: made.id }))).toMatchObject({
      id: made.id,
    });
    expect(await names()).toEqual(['nl:R-1 Ada Guest']);
  });

  it('is neither adopted from another plan of the stay nor taken for a double of it', async () => {
    const elsewhere = await userNamed('nl:R-1 Ada Guest');
    const made = (await bench.step('addAccessUser', adding({ notOurs: [elsewhere] }))) as Made;
    expect(made.id).not.toBe(elsewhere);
    expect(await names()).toEqual(['nl:R-1 Ada Guest', 'nl:R-1 Ada Guest']);
  });

  it('stays one where it is hung on the stay’s own identity and the answer is lost', async () => {
    const id = await userNamed('nl:R-1');
    const { user_identity: own } = await bench.seam<{
      user_identity: { user_identity_id: string };
    }>('/user_identities/create', { user_identity_key: 'nightlatch:R-1' });
    const { guestName: _name, ...named } = adding({
      identityId: own.user_identity_id,
      isNamedByGuide: true,
    });
    const lost = { nth: 1, outcome: 'reset-before' };
    for (const route of ['/acs/users/update', '/user_identities/add_acs_user'])
      await bench.post('faults', { route, ...lost });
    expect(await bench.step('addAccessUser', named)).toMatchObject({ id });
    expect((await bench.objects()).acs_users).toMatchObject([
      { acs_user_id: id, full_name: 'R-1', user_identity_id: own.user_identity_id },
    ]);
  });

  it('is made anew where somebody took it off the site, and its empty shell goes', async () => {
    const made = (await bench.step('addAccessUser', adding())) as Made;
    await bench.post('behind', { acs_user_id: made.id, do: 'remove' });
    const again = (await bench.step('addAccessUser', adding({ ours: made.id }))) as Made;
    expect(again.id).not.toBe(made.id);
    expect((await bench.objects()).acs_users).toMatchObject([{ acs_user_id: again.id }]);
  });

  it('gets the window of the plan if it has another one', async () => {
    const id = await userNamed('nl:R-1 Ada Guest');
    await bench.step('addAccessUser', adding());
    expect((await bench.objects()).acs_users).toMatchObject([
      { acs_user_id: id, access_schedule: { starts_at: bench.hours(1), ends_at: bench.hours(48) } },
    ]);
  });
});

describe('the time for which a create is unconfirmed', () => {
  const until = (ms: number): string => new Date(bench.now() + ms).toISOString();

  it('is none where the first attempt was answered', async () => {
    expect(await bench.attempt('addAccessUser', adding())).not.toHaveProperty('unconfirmedUntil');
  });

  it.each([
    ['an attempt was made before', { attempt: 2 }, {}],
    ['the step was taken before', { attempt: 1 }, { again: true }],
  ])('lasts for the quiet period where %s', async (_why, options, more) => {
    const made = await bench.attempt('addAccessUser', adding(more), options);
    expect(made).toMatchObject({ unconfirmedUntil: until(QUIET_MS) });
  });

  it('lasts as long where a double was told to go, which Seam may only say', async () => {
    const first = await userNamed('nl:R-1 Ada Guest');
    await userNamed('nl:R-1 Ada Guest');
    expect(await bench.attempt('addAccessUser', adding())).toEqual({
      id: first,
      unconfirmedUntil: until(QUIET_MS),
    });
  });

  it('is carried by every step that may still be carried out late', async () => {
    const options = { attempt: 2 };
    const quiet = { again: false, quietPeriodMs: QUIET_MS };
    const { id: userId } = (await bench.attempt('addAccessUser', adding(), options)) as Made;
    const window = { opensAt: bench.hours(1), closesAt: bench.hours(49) };
    const issuing = { ...adding(), userId, method: 'code' as const };
    const answers = [
      await bench.attempt('joinAccessGroups', { userId, groupIds: [], ...quiet }, options),
      await bench.attempt('issueCredential', issuing, options),
      await bench.attempt('moveWindow', { userId, window, ...quiet }, options),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ unconfirmedUntil: until(QUIET_MS) });
  });
});

describe('on a site with 10,000 users', () => {
  const listed = async (): Promise<number> =>
    (await bench.requests()).filter(({ route }) => route === '/acs/users/list').length;

  beforeEach(async () => {
    await bench.post('seed-users', { count: 10_000, name_prefix: 'R-1' });
  });

  it('the stay’s user is found on the last page, and made only once', async () => {
    const made = (await bench.step('addAccessUser', adding())) as Made;
    expect(await bench.step('addAccessUser', adding())).toMatchObject({ id: made.id });
    expect(await created()).toBe(1);
    expect(await listed()).toBe(20 + 21);
  });

  it('an attempt goes on where the one before was cut short', async () => {
    const made = (await bench.step('addAccessUser', adding())) as Made;
    await bench.post('faults', { route: '/acs/users/list', outcome: '500', nth: 12 });
    expect(await bench.step('addAccessUser', adding())).toMatchObject({ id: made.id });
    // 20 pages for the first look; then 11 and the lost one, and 10 more.
    expect(await listed()).toBe(20 + 12 + 10);
  });

  it('remembers the user that an early page showed, and tells the server no name', async () => {
    const early = benches.bench();
    const id = await early.seam<{ acs_user: { acs_user_id: string } }>('/acs/users/create', {
      acs_system_id: KS_SYSTEM,
      full_name: 'nl:R-1 Ada Guest',
    });
    await early.post('seed-users', { count: 2_000, name_prefix: 'R-1' });
    await early.post('faults', { route: '/acs/users/list', outcome: '500', nth: 3 });
    const told: unknown[] = [];
    const onHeartbeat = (details: unknown): void => void told.push(details);
    const input = { ...adding(), window: { opensAt: early.hours(1), closesAt: early.hours(48) } };
    await expect(early.attempt('addAccessUser', input, { onHeartbeat })).rejects.toThrow(/Seam/);
    expect(told).toHaveLength(2);
    expect(JSON.stringify(told)).not.toContain('Ada');
    const heartbeatDetails = JSON.parse(JSON.stringify(told.at(-1))) as unknown;
    const options = { attempt: 2, heartbeatDetails };
    expect(await early.attempt('addAccessUser', input, options)).toMatchObject({
      id: id.acs_user.acs_user_id,
    });
    expect((await early.objects()).acs_users).toHaveLength(2_001);
  });

  it.each([
    ['the bookmark is old', { ageMs: 300_001, cursor: undefined }],
    ['Seam does not know the cursor any more', { ageMs: 0, cursor: 'bm90IG1pbmU=' }],
  ])('begins again where %s', async (_why, { ageMs, cursor }) => {
    const made = (await bench.step('addAccessUser', adding())) as Made;
    const page = await bench.seam<{ pagination: { next_page_cursor: string } }>('/acs/users/list', {
      acs_system_id: KS_SYSTEM,
      search: 'R-1',
    });
    const mark = {
      cursor: cursor ?? page.pagination.next_page_cursor,
      picked: [],
      since: bench.now() - ageMs,
    };
    const before = await listed();
    const options = { attempt: 2, heartbeatDetails: { users: mark } };
    expect(await bench.attempt('addAccessUser', adding(), options)).toMatchObject({ id: made.id });
    expect((await listed()) - before).toBeGreaterThanOrEqual(21);
  });

  it('a proof of absence reads to the end as well', async () => {
    const made = (await bench.step('addAccessUser', adding())) as Made;
    const proof = {
      reservationId: 'R-1',
      systemIds: [KS_SYSTEM],
      namedByGuideIn: [],
      userIds: [],
      credentialIds: [],
      withIdentity: false,
      exceptUserIds: [],
    };
    await bench.post('faults', { route: '/acs/users/list', outcome: '503-html', nth: 20 });
    expect(await bench.step('proveAbsence', proof)).toEqual({
      found: [{ kind: 'access-user', id: made.id, systemId: KS_SYSTEM }],
    });
  });
});
