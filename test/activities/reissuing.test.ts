import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { IssueCredential, Made } from '../../src/contract/steps.ts';
import { CANAL_HOUSE, KS_SYSTEM } from '../support/house.ts';
import { QUIET_MS, startBenches, type Bench, type Benches } from '../support/step-bench.ts';

let benches: Benches;
let bench: Bench;
let userId: string;
let old: string;
beforeAll(async () => {
  benches = await startBenches();
});
beforeEach(async () => {
  bench = benches.bench();
  const window = { opensAt: bench.hours(1), closesAt: bench.hours(48) };
  const adding = { ...common, systemId: KS_SYSTEM, guestName: 'Ada Guest', window };
  userId = ((await bench.step('addAccessUser', adding)) as Made).id;
  await bench.step('joinAccessGroups', { ...common, userId, groupIds: [CANAL_HOUSE] });
  old = await issue();
});
afterAll(() => benches.close());

const common = { reservationId: 'R-1', notOurs: [], again: false, quietPeriodMs: QUIET_MS };

const issuing = (more: Partial<IssueCredential> = {}): IssueCredential => ({
  ...common,
  userId,
  method: 'code',
  ...more,
});

async function issue(more: Partial<IssueCredential> = {}): Promise<string> {
  return ((await bench.step('issueCredential', issuing(more))) as Made).id;
}

const issued = async (): Promise<readonly string[]> =>
  (await bench.objects()).credentials.map((one) => one.acs_credential_id);

async function tagOf(credentialId: string): Promise<string | undefined> {
  const window = { opensAt: bench.hours(1), closesAt: bench.hours(48) };
  const access = { userId, credentialId, groupIds: [CANAL_HOUSE] };
  const confirming = { reservationId: 'R-1', opensAt: window.opensAt, userWindow: window };
  return (await bench.step('confirmAccess', { ...access, ...confirming })).tag;
}

describe('a PIN that is issued anew', () => {
  it('is another one, beside the old one, which is neither adopted nor removed', async () => {
    const fresh = await issue({ notOurs: [old] });
    expect(fresh).not.toBe(old);
    expect(await issued()).toEqual([old, fresh]);
    expect(await issue({ notOurs: [old], ours: fresh })).toBe(fresh);
    expect(await issue({ notOurs: [old] })).toBe(fresh);
    expect(await issued()).toEqual([old, fresh]);
  });

  it('is made once though its answer was lost, and the old one is left', async () => {
    await bench.post('faults', { route: '/acs/credentials/create', outcome: 'reset-after' });
    const fresh = await issue({ notOurs: [old] });
    expect(await issued()).toEqual([old, fresh]);
  });

  it('loses its doubles, and not the old one', async () => {
    await bench.seam('/acs/credentials/create', { acs_user_id: userId, access_method: 'code' });
    await bench.seam('/acs/credentials/create', { acs_user_id: userId, access_method: 'code' });
    const [, fresh] = await issued();
    expect(await issue({ notOurs: [old] })).toBe(fresh);
    expect(await issued()).toEqual([old, fresh]);
  });

  it('is not the double of an earlier one that the lock has kept', async () => {
    const second = await issue({ notOurs: [old] });
    await bench.seam('/acs/credentials/create', { acs_user_id: userId, access_method: 'code' });
    const [, , double = ''] = await issued();
    await bench.post('stick', { id: double });
    expect(await issue({ notOurs: [old], ours: second })).toBe(second);
    expect(await issued()).toEqual([old, second, double]);

    const third = await issue({ notOurs: [old, second] });
    expect(await issued()).toEqual([old, second, double, third]);
    await bench.post('stick', { id: double, stuck: false });
    expect(await issue({ notOurs: [old, second], ours: third })).toBe(third);
    expect(await issued()).toEqual([old, second, third]);
  });

  it('is refused where a user can have one alone: the old one is not taken for it', async () => {
    await bench.set({ secondPin: 'refused' });
    await expect(
      bench.attempt('issueCredential', issuing({ notOurs: [old] })),
    ).rejects.toMatchObject({
      type: 'SeamRejected',
      nonRetryable: true,
      details: [{ isFirstAttempt: true }],
    });
    expect(await issued()).toEqual([old]);
    await bench.step('removeCredential', old);
    const fresh = await issue({ notOurs: [old] });
    expect(await issued()).toEqual([fresh]);
  });

  it('is told from the old one by its digest, and is told where it is the same code again', async () => {
    const before = await tagOf(old);
    const fresh = await issue({ notOurs: [old] });
    expect(await tagOf(fresh)).not.toBe(before);
    const { credentials } = await bench.objects();
    const code = credentials.find((one) => one.acs_credential_id === old)?.code;
    await bench.post('behind', { acs_credential_id: fresh, do: 'change', code });
    expect(await tagOf(fresh)).toBe(before);
  });
});
