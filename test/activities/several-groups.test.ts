import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { Made } from '../../src/contract/steps.ts';
import { CANAL_HOUSE, KS_SYSTEM, QUAY_WING } from '../support/house.ts';
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

async function addUser(): Promise<string> {
  const window = { opensAt: bench.hours(1), closesAt: bench.hours(48) };
  const added = await bench.step('addAccessUser', {
    ...{ reservationId: 'R-1', notOurs: [], again: false, quietPeriodMs: QUIET_MS },
    ...{ systemId: KS_SYSTEM, guestName: 'Ada Guest', window },
  });
  return (added as Made).id;
}

const groups = async (): Promise<readonly string[]> =>
  (await bench.objects()).memberships.map((one) => one.acs_access_group_id);

const of = (userId: string, groupIds: readonly string[]) => ({
  ...{ userId, groupIds, again: false, quietPeriodMs: QUIET_MS },
});

describe('of several groups one that Seam refuses', () => {
  it('keeps the guest out of no other', async () => {
    const input = { ...of(await addUser(), [QUAY_WING, CANAL_HOUSE]), isNewUser: true as const };
    await expect(bench.attempt('joinAccessGroups', input)).rejects.toThrow('rejected');
    expect(await groups()).toEqual([CANAL_HOUSE]);
  });

  it('keeps the guest in no other', async () => {
    const userId = await addUser();
    await bench.step('joinAccessGroups', of(userId, [CANAL_HOUSE]));
    const leaving = bench.attempt('leaveAccessGroups', of(userId, ['no group', CANAL_HOUSE]));
    await expect(leaving).rejects.toThrow('rejected');
    expect(await groups()).toEqual([]);
  });
});
