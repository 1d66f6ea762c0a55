import { describe, expect, it } from 'vitest';

import { erasing } from '../support/erasing.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import { pass } from '../support/reconciling.ts';

let house: LiveHouse;
openHouse((started) => (house = started));

const { put, erase, end } = erasing(() => house);

describe('erase, after a pass of the reconciler', () => {
  it('has the reconciler forget it too, once its last pass does not name it any more', async () => {
    // A list that was not empty before is not believed when it is: somebody stays.
    await put('X-neighbour');
    await put('X-passed');
    await pass(house);
    await end('X-passed');
    expect(await erase('X-passed')).toMatchObject({ code: 1, runs: 1, isRemembered: true });
    let again = await erase('X-passed');
    for (let passes = 0; passes < 8 && again.code === 1; passes += 1) {
      await pass(house);
      again = await erase('X-passed');
    }
    expect(again).toMatchObject({ code: 0, isRemembered: false });
    expect(await erase('X-passed')).toMatchObject({ code: 3, error: { type: 'NoSuchStay' } });
  });
});
