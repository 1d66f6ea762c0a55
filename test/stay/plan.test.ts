import { describe, expect, it } from 'vitest';

import {
  fingerprintOf,
  isRefusal,
  makePlan,
  scopeOf,
  windowIn,
  windowOf,
  type Plan,
} from '../../src/stay/plan.ts';
import { findRecipe, RECIPES } from '../../src/stay/recipes/index.ts';
import { saltoKsPin } from '../../src/stay/recipes/salto-ks-pin.ts';
import { saltoSpaceMobile } from '../../src/stay/recipes/salto-space-mobile.ts';
import { isSameScope, scopeKey, systemOf } from '../../src/stay/scope.ts';

const checkIn = '2027-03-01T14:00:00.000Z';
const checkOut = '2027-03-04T10:00:00.000Z';
const NOW = Date.parse('2027-02-01T00:00:00.000Z');
const listing = {
  listingId: 'canal-1',
  acsSystemId: 'site',
  accessGroupIds: ['b', 'a'],
  entranceIds: [],
  opensBeforeMs: 0,
  closesAfterMs: 0,
  timeZone: 'Europe/Amsterdam',
};
const NAMED = { entranceIds: ['x', 'y'] };
const withMargins = { ...listing, opensBeforeMs: 1_800_000, closesAfterMs: 3_600_000 };
const request = {
  listing,
  recipe: saltoKsPin,
  checkIn,
  checkOut,
  guestHas: ['fullName'],
  isNew: true,
  quietPeriodMs: 600_000,
  utcOffsets: [{ from: '2027-02-01T00:00:00.000Z', minutes: 60 }],
};

const planned = (more: Partial<Parameters<typeof makePlan>[0]> = {}, now = NOW): Plan => {
  const answer = makePlan({ ...request, ...more }, now);
  if (isRefusal(answer)) throw new Error(answer.reason);
  return answer;
};
const refused = (more: Partial<Parameters<typeof makePlan>[0]>, now = NOW): unknown => {
  const answer = makePlan({ ...request, ...more }, now);
  return isRefusal(answer) ? answer : undefined;
};

describe('a plan', () => {
  it('has the window of the reservation, and nothing of the guest', () => {
    const plan = planned({ note: 'The clock changes that night.' });
    expect(windowOf(plan)).toEqual({ opensAt: checkIn, closesAt: checkOut });
    expect(plan.note).toBe('The clock changes that night.');
    expect(plan.grantAt).toBeUndefined();
  });

  it.each(RECIPES)('opens and closes with the margins of its listing at $id', (recipe) => {
    const plan = planned({ recipe, guestHas: recipe.needs, listing: withMargins });
    expect(windowOf(plan)).toEqual({
      opensAt: '2027-03-01T13:30:00.000Z',
      closesAt: '2027-03-04T11:00:00.000Z',
    });
  });

  it('waits with the grant until it opens where the window is ours', () => {
    const space = { recipe: saltoSpaceMobile, guestHas: ['fullName', 'phone'] };
    expect(planned(space).grantAt).toBe(checkIn);
    expect(planned({ ...space, listing: withMargins }).grantAt).toBe('2027-03-01T13:30:00.000Z');
  });

  it('is refused without what the recipe needs, naming field and recipe', () => {
    expect(refused({ recipe: saltoSpaceMobile, guestHas: [] })).toMatchObject({
      type: 'MissingGuestData',
      reason: expect.stringMatching(
        /salto-space-mobile.*guest\.fullName and guest\.phone/,
      ) as string,
    });
  });

  // Failure rows: 28
  it.each([listing, withMargins])(
    'is refused if check-out is not after check-in, whatever the margins',
    (unit) => {
      expect(refused({ checkOut: checkIn, listing: unit })).toMatchObject({
        type: 'CheckOutNotAfterCheckIn',
        // As whoever wrote the reservation reads a clock.
        reason:
          'The check-out (2027-03-01 15:00:00 +01:00 in Europe/Amsterdam) is not after the check-in ' +
          '(2027-03-01 15:00:00 +01:00 in Europe/Amsterdam).',
      });
    },
  );

  // Failure rows: 26
  it('of a new stay is refused once check-out is past; of a change it means now', () => {
    expect(refused({}, Date.parse(checkOut))).toMatchObject({ type: 'CheckOutPast' });
    expect(refused({}, Date.parse(checkOut) - 1)).toBeUndefined();
    expect(refused({ isNew: false }, Date.parse(checkOut))).toBeUndefined();
  });

  it('of a new stay is refused in its margin after check-out; of a change the margin still runs', () => {
    const inMargin = Date.parse(checkOut) + 600_000;
    expect(refused({ listing: withMargins }, inMargin)).toMatchObject({
      type: 'CheckOutPast',
      reason: 'The check-out (2027-03-04 11:00:00 +01:00 in Europe/Amsterdam) is past.',
    });
    expect(planned({ listing: withMargins, isNew: false }, inMargin).closesAt).toBe(
      '2027-03-04T11:00:00.000Z',
    );
  });

  it.each<readonly [string, Partial<Plan>, Partial<Plan>, boolean]>([
    ['other groups and other times', {}, { accessGroupIds: ['c'], opensAt: checkOut }, true],
    ['another version of its recipe', {}, { recipeVersion: 2 }, false],
    ['another system', {}, { acsSystemId: 'other' }, false],
    ['doors of the credential in another order', NAMED, { entranceIds: ['y', 'x'] }, true],
    ['other doors of the credential', NAMED, { entranceIds: ['x'] }, false],
    ['another start of the credential', NAMED, { opensAt: checkOut }, false],
    ['another end of the credential', NAMED, { closesAt: checkIn }, true],
  ])('has a scope that may change with %s', (_what, facts, other, isSame) => {
    const plan = { ...planned(), ...facts };
    expect(isSameScope(scopeOf(plan, 1), scopeOf({ ...plan, ...other }, 1))).toBe(isSame);
  });

  it('is for one guest: the next one has another scope and another fingerprint', () => {
    const plan = planned();
    expect(isSameScope(scopeOf(plan, 1), scopeOf(plan, 2))).toBe(false);
    expect(fingerprintOf(plan, 2)).not.toBe(fingerprintOf(plan, 1));
    expect(systemOf(scopeOf(plan, 2))).toBe('site');
  });

  it('is told by its fingerprint, whatever the order of the groups', () => {
    const plan = planned();
    expect(fingerprintOf({ ...plan, accessGroupIds: ['a', 'b'] }, 1)).toBe(fingerprintOf(plan, 1));
    expect(fingerprintOf({ ...plan, closesAt: checkIn }, 1)).not.toBe(fingerprintOf(plan, 1));
  });

  it('opens a room that the guest is about to leave no sooner than it was to open', () => {
    const plan = planned();
    const later = { opensAt: '2027-03-02T14:00:00.000Z', closesAt: checkOut };
    expect(windowIn(plan, true, later)).toEqual(windowOf(plan));
    expect(windowIn(plan, false, later)).toEqual(later);
  });
});

describe('the recipes', () => {
  // Failure rows: 54
  it('have an id each, in versions', () => {
    const names = RECIPES.map((recipe) => `${recipe.id}@${recipe.version}`);
    expect(new Set(names).size).toBe(names.length);
    expect(findRecipe('salto-ks-pin')).toBe(saltoKsPin);
    expect(findRecipe('salto-ks-pin', 1)).toBe(saltoKsPin);
    expect(findRecipe('salto-ks-pin', 99)).toBeUndefined();
    expect(findRecipe('skeleton-key')).toBeUndefined();
  });
});

describe('a scope', () => {
  it('of a guest, of an access and of what was seen in a system are three', () => {
    const workspace = 'default';
    const keys = [
      scopeKey(scopeOf(planned(), 1)),
      scopeKey({ of: 'guest', workspace, guest: 1 }),
      scopeKey({ of: 'guest', workspace, guest: 2 }),
      scopeKey({ of: 'sighting', workspace, systemId: 'site' }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(systemOf({ of: 'guest', workspace, guest: 1 })).toBeUndefined();
  });
});
