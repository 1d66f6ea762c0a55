import { describe, expect, it } from 'vitest';

import type { Switches } from '../../sandbox/switches.ts';
import type { Recipe } from '../../src/stay/recipe.ts';
import { RECIPES } from '../../src/stay/recipes/index.ts';
import { runRecipe, siteOf, type Booking, type Take, type Verb } from '../support/recipe-run.ts';
import { QUIET_MS, startBenches, type Bench } from '../support/step-bench.ts';
import { reservationIn } from '../support/whose.ts';

/** The request by which each step makes what it makes. */
const WRITES: Readonly<Record<Verb, string>> = {
  identifyGuest: '/user_identities/create',
  enrollPhone: '/user_identities/enrollment_automations/launch',
  addAccessUser: '/acs/users/create',
  joinAccessGroups: '/acs/users/add_to_access_group',
  issueCredential: '/acs/credentials/create',
};
const STEPS: Readonly<Record<string, readonly Verb[]>> = {
  'salto-ks-pin': ['addAccessUser', 'joinAccessGroups', 'issueCredential'],
  'salto-ks-mobile-enrolled': [
    'identifyGuest',
    'enrollPhone',
    'addAccessUser',
    'joinAccessGroups',
    'issueCredential',
  ],
  'salto-ks-mobile': ['identifyGuest', 'addAccessUser', 'joinAccessGroups', 'issueCredential'],
  'salto-space-mobile': ['identifyGuest', 'addAccessUser', 'joinAccessGroups', 'issueCredential'],
  'latch-mobile': ['addAccessUser', 'issueCredential'],
};

/** Seam as it may be, and as strict as it may be, where its documentation does not say. */
const STRICT: Partial<Switches> = {
  duplicateIdentityStatus: 400,
  secondUserPerIdentity: 'refused',
  secondPin: 'refused',
  addExistingMemberIsError: true,
  relaunchEnrollment: 'refused',
  deletedUserGet: 400,
};
const SEAMS: readonly (readonly [string, Partial<Switches>, lagS: number])[] = [
  ['lets everything pass twice', {}, 0],
  ['refuses everything twice', STRICT, 0],
  ['lets everything pass twice, with lists 20 seconds behind', {}, 20],
  ['refuses everything twice, with lists 20 seconds behind', STRICT, 20],
];

function bookingOn(bench: Bench): Booking {
  return {
    reservationId: 'R-1',
    guest: { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' },
    window: { opensAt: bench.hours(1), closesAt: bench.hours(48) },
  };
}

/** Does one step in a certain way, and the others as the server has them done. */
function disturbing(
  bench: Bench,
  verb: Verb,
  how: (name: Verb, input: never) => Promise<unknown>,
): Take {
  return ((name: Verb, input: never) =>
    name === verb ? how(name, input) : bench.step(name, input)) as Take;
}

/** What there is of a stay: how many of each, and whether they hang together. */
async function remainsOf(bench: Bench, recipe: Recipe) {
  const all = await bench.objects();
  const { systemId, doors } = siteOf(recipe);
  const users = all.acs_users.filter((user) => user.acs_system_id === systemId);
  const hasIdentity = recipe.id !== 'salto-ks-pin' && recipe.id !== 'latch-mobile';
  return {
    found: {
      identities: all.user_identities.length,
      enrollments: all.enrollment_automations.length,
      managerUsers: all.acs_users.length - users.length,
      users: users.map((user) => reservationIn(user.full_name)),
      groups: all.memberships.map((one) => one.acs_access_group_id).toSorted(),
      credentials: all.credentials.map((one) => one.acs_user_id),
    },
    wanted: {
      identities: hasIdentity ? 1 : 0,
      enrollments: recipe.id === 'salto-ks-mobile-enrolled' ? 1 : 0,
      managerUsers: recipe.id === 'salto-ks-mobile-enrolled' ? 1 : 0,
      users: ['R-1'],
      groups: recipe.doors === 'access-groups' ? doors.toSorted() : [],
      credentials: users.map((user) => user.acs_user_id),
    },
  };
}

/**
 * Both attempts have looked and found nothing before either of them makes anything. The first is
 * one that the server has given up: nobody hears its answer.
 */
async function atTheSameTime(bench: Bench, name: Verb, input: never): Promise<unknown> {
  await bench.post('hold', { route: WRITES[name] });
  const givenUp = bench.attempt(name, input, { attempt: 1 });
  const heard = bench.step(name, input, 2);
  // On a busy machine one may be over before both have arrived.
  const ended = Promise.allSettled([givenUp, heard]);
  while ((await bench.requests()).filter((request) => request.is_held).length < 2) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  await bench.post('release');
  const [, answer] = await ended;
  if (answer.status === 'rejected') throw answer.reason;
  return answer.value;
}

const WAYS: readonly (readonly [
  string,
  (bench: Bench, name: Verb, input: never) => Promise<unknown>,
])[] = [
  [
    'run twice',
    async (bench, name, input) => {
      await bench.step(name, input);
      return bench.step(name, input);
    },
  ],
  ['run twice at the same time', atTheSameTime],
  ...(['reset-after', '500-after', 'timeout-after', 'late-commit'] as const).map(
    (outcome) =>
      [
        `run again after its request met a ${outcome}`,
        async (bench: Bench, name: Verb, input: never): Promise<unknown> => {
          // A late commit comes after the next attempt has made its own.
          await bench.post('faults', { route: WRITES[name], outcome, delay_ms: 20_000 });
          return bench.step(name, input);
        },
      ] as const,
  ),
];

/** The ways in which nobody waits for an answer in real time tell all that a list which lags can spoil. */
function waysWith(lagS: number): typeof WAYS {
  return lagS === 0 ? WAYS : WAYS.filter(([way]) => !/timeout|late|500/.test(way));
}

// Side by side, since an answer that does not come is waited for.
describe.concurrent.each(SEAMS)('where Seam %s', (_seam, switches, lagS) => {
  describe.each(RECIPES.map((recipe) => [recipe.id, recipe] as const))('%s', (id, recipe) => {
    describe.each(STEPS[id] ?? [])('with its step %s', (verb) => {
      // Failure rows: 2, 4
      it.each(waysWith(lagS))('%s leaves one of everything', async (_way, how) => {
        await using benches = await startBenches();
        const bench = benches.bench();
        await bench.set(switches);
        await bench.post('lists-lag', { seconds: lagS });
        const booking = bookingOn(bench);
        const ids = await runRecipe(
          recipe,
          booking,
          disturbing(bench, verb, (name, input) => how(bench, name, input)),
        );
        bench.pass(QUIET_MS);
        const again = await runRecipe(
          recipe,
          booking,
          (name, input) => bench.step(name, input),
          ids,
        );
        // Nobody holds an enrollment in hand: of several the oldest is kept, whoever looks.
        const { enrollPhone: _enrollment, ...held } = ids;
        expect(again).toMatchObject(held);
        const { found, wanted } = await remainsOf(bench, recipe);
        expect(found).toEqual(wanted);
      });
    });
  });
});
