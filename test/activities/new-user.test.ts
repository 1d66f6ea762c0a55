import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type {
  AddAccessUser,
  AddedUser,
  IssueCredential,
  JoinAccessGroups,
  Made,
} from '../../src/contract/steps.ts';
import { CANAL_HOUSE, GARDEN_HOUSE, KS_SYSTEM, QUAY_WING } from '../support/house.ts';
import { QUIET_MS, startBenches, type Bench, type Benches } from '../support/step-bench.ts';

const FIND_USERS = '/acs/users/list';
const CREATE_USER = '/acs/users/create';
const GROUPS = '/acs/access_groups/list';
const JOIN = '/acs/users/add_to_access_group';
const FIND_CREDENTIALS = '/acs/credentials/list';
const GET_CREDENTIAL = '/acs/credentials/get';
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

const quiet = { again: false, quietPeriodMs: QUIET_MS };
const common = { reservationId: 'R-1', notOurs: [], ...quiet };

function adding(more: Partial<AddAccessUser> = {}): AddAccessUser {
  const window = { opensAt: bench.hours(1), closesAt: bench.hours(48) };
  return { ...common, systemId: KS_SYSTEM, guestName: 'Ada Guest', window, ...more };
}

const add = async (more?: Partial<AddAccessUser>): Promise<AddedUser> =>
  (await bench.step('addAccessUser', adding(more))) as AddedUser;

const joining = (userId: string, more: Partial<JoinAccessGroups> = {}): JoinAccessGroups => ({
  ...quiet,
  ...{ userId, groupIds: [CANAL_HOUSE, GARDEN_HOUSE], isNewUser: true as const, ...more },
});

const issuing = (userId: string, more: Partial<IssueCredential> = {}): IssueCredential => ({
  ...common,
  ...{ userId, method: 'code' as const, isNewUser: true as const, ...more },
});

/** The routes that were asked for while something was done. */
async function routesOf(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = (await bench.requests()).length;
  await work();
  return (await bench.requests()).slice(before).map(({ route }) => route);
}

describe('an access user', () => {
  it('is new where the first attempt made it', async () => {
    const routes = await routesOf(async () => {
      expect(await bench.attempt('addAccessUser', adding())).toHaveProperty('isNew', true);
    });
    expect(routes).toEqual([FIND_USERS, CREATE_USER]);
  });

  it('is new also where the system first refused its whole name', async () => {
    await bench.set({ picturesInNames: 'refused' });
    expect(await bench.attempt('addAccessUser', adding({ guestName: 'Ada 🎉' }))).toMatchObject({
      isNew: true,
      isNameCut: true,
    });
  });

  it('is not new where it was there', async () => {
    await add();
    expect(await add()).not.toHaveProperty('isNew');
  });

  it.each([
    ['an attempt was made before', { attempt: 2 }, {}],
    ['the step was taken before', { attempt: 1 }, { again: true }],
  ])('is not new where %s', async (_why, options, more) => {
    const made = await bench.attempt('addAccessUser', adding(more), options);
    expect(made).not.toHaveProperty('isNew');
  });

  it('is not new where the answer to its create was lost', async () => {
    await bench.post('faults', { route: CREATE_USER, outcome: 'reset-after' });
    expect(await add()).not.toHaveProperty('isNew');
  });
});

describe('the groups of an access user', () => {
  it.each([
    ['in the first attempt', { attempt: 1 }, {}],
    ['in a second attempt', { attempt: 2 }, {}],
    ['when it is taken again', { attempt: 1 }, { again: true }],
  ])('are joined without a look %s', async (_when, options, more) => {
    const { id } = await add();
    const input = joining(id, more);
    const routes = await routesOf(() => bench.attempt('joinAccessGroups', input, options));
    expect(routes).toEqual([JOIN, JOIN]);
  });

  it('are looked at where Seam refuses and does not say why', async () => {
    const { id } = await add();
    // A group of another system is invalid input.
    const input = joining(id, { groupIds: [QUAY_WING] });
    const routes = await routesOf(() =>
      expect(bench.attempt('joinAccessGroups', input)).rejects.toThrow('rejected'),
    );
    expect(routes).toEqual([JOIN, GROUPS, '/acs/users/get']);
  });

  it('are all joined though an answer was lost and Seam refuses to join twice', async () => {
    await bench.set({ addExistingMemberIsError: true });
    const { id } = await add();
    await bench.post('faults', { route: JOIN, outcome: 'reset-after' });
    const routes = await routesOf(() => bench.step('joinAccessGroups', joining(id)));
    expect(routes).toEqual([JOIN, JOIN, JOIN]);
    expect((await bench.objects()).memberships).toHaveLength(2);
  });
});

describe('the credential of a new access user', () => {
  it('is issued without a look by the first attempt', async () => {
    const { id } = await add();
    expect(await routesOf(() => bench.attempt('issueCredential', issuing(id)))).toEqual([
      CREATE_CREDENTIAL,
    ]);
  });

  it.each([
    ['in a second attempt', { attempt: 2 }, {}],
    ['when it is taken again', { attempt: 1 }, { again: true }],
  ])('is looked for first %s', async (_when, options, more) => {
    const { id } = await add();
    const made = (await bench.step('issueCredential', issuing(id))) as Made;
    const routes = await routesOf(async () => {
      const again = await bench.attempt('issueCredential', issuing(id, more), options);
      expect(again).toMatchObject({ id: made.id });
    });
    expect(routes).toEqual([FIND_CREDENTIALS, GET_CREDENTIAL]);
  });

  it('is looked for first where the user may not be new', async () => {
    const { id } = await add();
    const { isNewUser: _new, ...known } = issuing(id);
    expect(await routesOf(() => bench.attempt('issueCredential', known))).toEqual([
      FIND_CREDENTIALS,
      CREATE_CREDENTIAL,
    ]);
  });

  it('is one though its answer was lost', async () => {
    const { id } = await add();
    await bench.post('faults', { route: CREATE_CREDENTIAL, outcome: 'reset-after' });
    await bench.step('issueCredential', issuing(id));
    expect((await bench.objects()).credentials).toHaveLength(1);
  });

  it('is the one that stands where Seam refuses a second one', async () => {
    await bench.set({ secondPin: 'refused' });
    const { id } = await add();
    const first = (await bench.step('issueCredential', issuing(id))) as Made;
    expect(await bench.attempt('issueCredential', issuing(id))).toMatchObject({ id: first.id });
  });
});
