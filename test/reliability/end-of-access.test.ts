import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { findRecipe } from '../../src/stay/recipes/index.ts';
import { KS_SYSTEM } from '../support/house.ts';
import { runRecipe } from '../support/recipe-run.ts';
import { startBenches, type Benches } from '../support/step-bench.ts';

let benches: Benches;
beforeAll(async () => {
  benches = await startBenches();
});
afterAll(() => benches.close());

describe('the end of an access', () => {
  // Failure rows: 47
  it('asks for no access group and no door, so that it comes although they are gone', async () => {
    const bench = benches.bench();
    const recipe = findRecipe('salto-ks-mobile');
    if (recipe === undefined) throw new Error('the recipe is gone');
    const booking = {
      reservationId: 'R-1',
      guest: { fullName: 'Ada Guest', email: 'ada@example.com' },
      window: { opensAt: bench.hours(1), closesAt: bench.hours(48) },
    };
    const ids = await runRecipe(recipe, booking, (name, input) => bench.step(name, input));
    const {
      addAccessUser: userId = '',
      issueCredential: credentialId = '',
      identifyGuest: identityId = '',
    } = ids;
    const before = (await bench.requests()).length;

    await bench.step('removeCredential', credentialId);
    await bench.step('removeAccessUser', userId);
    await bench.step('removeIdentity', { identityId, reservationId: 'R-1' });
    const { found } = await bench.step('proveAbsence', {
      reservationId: 'R-1',
      systemIds: [KS_SYSTEM],
      userIds: [userId],
      credentialIds: [credentialId],
      namedByGuideIn: [],
      withIdentity: true,
      exceptUserIds: [],
    });

    expect(found).toEqual([]);
    const asked = (await bench.requests()).slice(before).map(({ route }) => route);
    expect(asked).toContain('/acs/users/delete');
    expect(asked.filter((route) => /access_group|entrance/.test(route))).toEqual([]);
  });
});
