import { describe, expect, it } from 'vitest';

import {
  fingerprintOf,
  isRefusal,
  makePlan,
  placeOf,
  systemOfPlace,
  windowOf,
  type Plan,
} from '../../src/stay/plan.ts';
import { findRecipe, RECIPES } from '../../src/stay/recipes/index.ts';
import { saltoKsPin } from '../../src/stay/recipes/salto-ks-pin.ts';
import { saltoSpaceMobile } from '../../src/stay/recipes/salto-space-mobile.ts';

const opensAt = '2027-03-01T14:00:00.000Z';
const closesAt = '2027-03-04T10:00:00.000Z';
const NOW = Date.parse('2027-02-01T00:00:00.000Z');
const listing = {
  listingId: 'canal-1',
  acsSystemId: 'site',
  accessGroupIds: ['b', 'a'],
  entranceIds: [],
  earlyAccessMs: 0,
  timeZone: 'Europe/Amsterdam',
};
const request = {
  listing,
  recipe: saltoKsPin,
  opensAt,
  closesAt,
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
    expect(windowOf(plan)).toEqual({ opensAt, closesAt });
    expect(plan.note).toBe('The clock changes that night.');
    expect(plan.grantAt).toBeUndefined();
  });

  it('waits with the grant for check-in less the early access where the window is ours', () => {
    const space = { recipe: saltoSpaceMobile, guestHas: ['fullName', 'phone'] };
    expect(planned(space).grantAt).toBe(opensAt);
    const early = { ...space, listing: { ...listing, earlyAccessMs: 3_600_000 } };
    expect(planned(early).grantAt).toBe('2027-03-01T13:00:00.000Z');
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
  it('is refused if it closes before it opens, or at the same moment', () => {
    expect(refused({ closesAt: opensAt })).toMatchObject({
      type: 'CheckOutNotAfterCheckIn',
      // As whoever wrote the reservation reads a clock.
      reason:
        'The check-out (2027-03-01 15:00:00 +01:00 in Europe/Amsterdam) is not after the check-in ' +
        '(2027-03-01 15:00:00 +01:00 in Europe/Amsterdam).',
    });
  });

  // Failure rows: 26
  it('of a new stay is refused once check-out is past; of a change it means now', () => {
    expect(refused({}, Date.parse(closesAt))).toMatchObject({ type: 'CheckOutPast' });
    expect(refused({}, Date.parse(closesAt) - 1)).toBeUndefined();
    expect(refused({ isNew: false }, Date.parse(closesAt))).toBeUndefined();
  });

  it('lives at a place that other groups, other times and another order do not change', () => {
    const plan = planned();
    expect(placeOf({ ...plan, accessGroupIds: ['c'], opensAt: closesAt })).toBe(placeOf(plan));
    expect(placeOf({ ...plan, recipeVersion: 2 })).not.toBe(placeOf(plan));
    expect(placeOf({ ...plan, acsSystemId: 'other' })).not.toBe(placeOf(plan));
    expect(systemOfPlace(placeOf(plan))).toBe('site');
    expect(systemOfPlace('*')).toBe('');
  });

  it('lives elsewhere when the credential itself names other doors or another start', () => {
    const plan = { ...planned(), entranceIds: ['x', 'y'] };
    expect(placeOf({ ...plan, entranceIds: ['y', 'x'] })).toBe(placeOf(plan));
    expect(placeOf({ ...plan, entranceIds: ['x'] })).not.toBe(placeOf(plan));
    expect(placeOf({ ...plan, opensAt: closesAt })).not.toBe(placeOf(plan));
    expect(placeOf({ ...plan, closesAt: opensAt })).toBe(placeOf(plan));
  });

  it('is told by its fingerprint, whatever the order of the groups', () => {
    const plan = planned();
    expect(fingerprintOf({ ...plan, accessGroupIds: ['a', 'b'] })).toBe(fingerprintOf(plan));
    expect(fingerprintOf({ ...plan, closesAt: opensAt })).not.toBe(fingerprintOf(plan));
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
