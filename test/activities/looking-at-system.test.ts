import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { StaySteps } from '../../src/contract/steps.ts';
import { findRecipe } from '../../src/stay/recipes/index.ts';
import { CANAL_HOUSE, KS_SYSTEM } from '../support/house.ts';
import { runRecipe, type Ids } from '../support/recipe-run.ts';
import { QUIET_MS, startBenches, type Bench, type Benches } from '../support/step-bench.ts';

const NO_SYSTEM = '99999999-9999-9999-9999-999999999999';
const STEPS = [
  'identifyGuest',
  'enrollPhone',
  'addAccessUser',
  'joinAccessGroups',
  'issueCredential',
] as const;
type Verb = (typeof STEPS)[number];

let benches: Benches;
let bench: Bench;
let ids: Ids;
beforeAll(async () => {
  benches = await startBenches();
});
beforeEach(async () => {
  bench = benches.bench();
  const recipe = findRecipe('salto-ks-mobile-enrolled');
  if (recipe === undefined) throw new Error('the recipe is gone');
  const booking = { ...stay, guest, window: window() };
  ids = await runRecipe(recipe, booking, (name, input) => bench.step(name, input));
});
afterAll(() => benches.close());

const stay = { reservationId: 'R-1' };
const guest = { fullName: 'Ada Guest', email: 'ada@example.com' };
const window = () => ({ opensAt: bench.hours(1), closesAt: bench.hours(48) });

/** What another stay of the same guest tells its steps, which are to look at a system first. */
function inputOf(verb: Verb, lookAtSystem: string): Parameters<StaySteps[Verb]>[0] {
  const quiet = { again: false, quietPeriodMs: QUIET_MS, lookAtSystem };
  const common = { reservationId: 'R-2', notOurs: [], ...quiet };
  const identityId = ids.identifyGuest ?? '';
  const userId = ids.addAccessUser ?? '';
  return {
    identifyGuest: { ...common, by: 'email' as const, guest: { email: 'bo@example.com' } },
    enrollPhone: { ...common, identityId, systemId: KS_SYSTEM },
    addAccessUser: { ...common, systemId: KS_SYSTEM, guestName: 'Bo Guest', window: window() },
    joinAccessGroups: { ...quiet, userId, groupIds: [CANAL_HOUSE] },
    issueCredential: { ...common, userId, method: 'code' as const },
  }[verb];
}

const take = (verb: Verb, lookAtSystem = KS_SYSTEM): Promise<object> =>
  bench.attempt(verb, inputOf(verb, lookAtSystem));

const confirm = (more: { readonly lookAtSystem?: string } = { lookAtSystem: KS_SYSTEM }) =>
  bench.step('confirmAccess', {
    ...stay,
    userId: ids.addAccessUser ?? '',
    credentialId: ids.issueCredential ?? '',
    identityId: ids.identifyGuest ?? '',
    groupIds: [CANAL_HOUSE],
    userWindow: window(),
    ...more,
  });

const IN_TROUBLE = { systemTrouble: 'AccessSystemInTrouble' };

describe.each(STEPS)('%s, told to look at the access system', (verb) => {
  it('asks for it before anything else, and has nothing to say of a system that is well', async () => {
    const before = (await bench.requests()).length;
    expect(await take(verb)).not.toHaveProperty('systemTrouble');
    const asked = (await bench.requests()).slice(before).map(({ route }) => route);
    expect(asked[0]).toBe('/acs/systems/get');
    expect(asked.filter((route) => route === '/acs/systems/get')).toHaveLength(1);
  });

  it('says what trouble the system is in, and does its work all the same', async () => {
    await bench.set({ systemErrors: ['account_disconnected'] });
    const answer = await take(verb);
    expect(answer).toMatchObject(IN_TROUBLE);
    expect(answer).not.toHaveProperty('gone');
  });

  it('is refused where Seam has no such system, and has made nothing', async () => {
    const before = (await bench.requests()).length;
    await expect(take(verb, NO_SYSTEM)).rejects.toMatchObject({
      type: 'SeamRejected',
      nonRetryable: true,
    });
    expect((await bench.requests()).slice(before)).toHaveLength(1);
  });
});

describe('what a step builds on', () => {
  it.each(['enrollPhone', 'addAccessUser'] as const)(
    'is gone (%s), and the trouble of the system is told with it',
    async (verb) => {
      await bench.set({ systemWarnings: ['salto_ks_subscription_limit_almost_reached'] });
      await bench.post('behind', { user_identity_id: ids.identifyGuest, do: 'remove' });
      const input = { ...inputOf(verb, KS_SYSTEM), identityId: ids.identifyGuest };
      expect(await bench.attempt(verb, input as never)).toEqual({
        gone: [ids.identifyGuest],
        systemTrouble: 'SiteNearlyFull',
      });
    },
  );
});

describe('a look at the access', () => {
  it('tells the trouble of the system beside what it sees of the access', async () => {
    await bench.set({ systemErrors: ['account_disconnected'] });
    expect(await confirm()).toMatchObject({ gone: [], ...IN_TROUBLE });
    expect(await confirm({})).not.toHaveProperty('systemTrouble');
  });

  it('tells it also where the access is gone', async () => {
    await bench.set({ systemErrors: ['account_disconnected'], removedBehind: 'gone' });
    await bench.post('behind', { acs_user_id: ids.addAccessUser, do: 'remove' });
    expect(await confirm()).toMatchObject({
      gone: [ids.addAccessUser, ids.issueCredential],
      ...IN_TROUBLE,
    });
  });

  it('says nothing of a system that is well', async () => {
    expect(await confirm()).not.toHaveProperty('systemTrouble');
  });

  it('is refused where Seam has no such system', async () => {
    await expect(confirm({ lookAtSystem: NO_SYSTEM })).rejects.toMatchObject({
      type: 'SeamRejected',
    });
  });
});
