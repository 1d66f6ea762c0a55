import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import type { EnrollPhone } from '../../src/contract/steps.ts';
import { KS_SYSTEM, LATCH_SYSTEM } from '../support/house.ts';
import { QUIET_MS, startBenches, type Bench, type Benches } from '../support/step-bench.ts';

const LAUNCH = '/user_identities/enrollment_automations/launch';
const MANAGER = '22222222-2222-2222-2222-222222222222';

let benches: Benches;
let bench: Bench;
beforeAll(async () => {
  benches = await startBenches();
});
beforeEach(() => {
  bench = benches.bench();
});
afterAll(() => benches.close());

function enrolling(identityId: string): EnrollPhone {
  const quiet = { again: false, quietPeriodMs: QUIET_MS };
  return { reservationId: 'R-1', identityId, systemId: KS_SYSTEM, notOurs: [], ...quiet };
}

async function identityKeyed(key: string): Promise<string> {
  const made = await bench.seam<{ user_identity: { user_identity_id: string } }>(
    '/user_identities/create',
    { user_identity_key: key, email_address: 'ada@example.com' },
  );
  return made.user_identity.user_identity_id;
}

const launch = (identityId: string): Promise<unknown> =>
  bench.seam(LAUNCH, {
    user_identity_id: identityId,
    create_credential_manager_user: true,
    credential_manager_acs_system_id: MANAGER,
  });

const launches = async (): Promise<number> =>
  (await bench.requests()).filter(({ route }) => route === LAUNCH).length;

describe('the enrollment of a guest’s phones', () => {
  it('is launched with the compatible credential manager, once', async () => {
    const id = await identityKeyed('nightlatch:R-1');
    const enrolled = await bench.step('enrollPhone', enrolling(id));
    expect(await bench.step('enrollPhone', enrolling(id))).toEqual(enrolled);
    expect(await launches()).toBe(1);
  });

  it('that was launched before by somebody else is used', async () => {
    const id = await identityKeyed('app');
    await launch(id);
    const [first] = (await bench.objects()).enrollment_automations;
    expect(await bench.step('enrollPhone', enrolling(id))).toEqual({
      id: first?.enrollment_automation_id,
    });
    expect(await launches()).toBe(1);
  });

  it('is launched once though the answer was lost', async () => {
    const id = await identityKeyed('nightlatch:R-1');
    await bench.post('faults', { route: LAUNCH, outcome: 'reset-after' });
    await bench.step('enrollPhone', enrolling(id));
    expect(await launches()).toBe(1);
    expect((await bench.objects()).enrollment_automations).toHaveLength(1);
  });

  it('is let alone on somebody else’s identity, however many there are', async () => {
    const id = await identityKeyed('app');
    await launch(id);
    await launch(id);
    // Nothing is unconfirmed: the stay would look again and again until check-out.
    expect(await bench.step('enrollPhone', enrolling(id))).toEqual({ id: expect.any(String) });
    expect((await bench.objects()).enrollment_automations).toHaveLength(2);
  });

  it('is none where the routes are gone: Seam registers phones by itself', async () => {
    const id = await identityKeyed('nightlatch:R-1');
    await bench.set({ enrollmentGone: true });
    expect(await bench.step('enrollPhone', enrolling(id))).toEqual({});
    expect(await launches()).toBe(1);
  });

  it('of an identity that is gone has to wait for another one', async () => {
    const id = await identityKeyed('nightlatch:R-1');
    await bench.post('behind', { user_identity_id: id, do: 'remove' });
    expect(await bench.step('enrollPhone', enrolling(id))).toEqual({ gone: [id] });
  });

  it.each([
    ['500', 'SeamUnavailable', false],
    ['401', 'SeamKeyRefused', false],
  ])('fails as any step does on %s', async (outcome, type, nonRetryable) => {
    const id = await identityKeyed('nightlatch:R-1');
    await bench.post('faults', { route: LAUNCH, outcome });
    await expect(bench.attempt('enrollPhone', enrolling(id))).rejects.toMatchObject({
      type,
      nonRetryable,
    });
  });

  it('waits where the access system has no credential manager', async () => {
    const id = await identityKeyed('nightlatch:R-1');
    await expect(
      bench.attempt('enrollPhone', { ...enrolling(id), systemId: LATCH_SYSTEM }),
    ).rejects.toMatchObject({ type: 'AccessSystemInTrouble', nonRetryable: false });
  });

  it('does not keep the identity from going with its stay', async () => {
    const id = await identityKeyed('nightlatch:R-1');
    await bench.step('enrollPhone', enrolling(id));
    await bench.set({ enrollmentBlocksIdentityDelete: true });
    const removal = { identityId: id, reservationId: 'R-1' };
    expect(await bench.step('removeIdentity', removal)).toMatchObject({ outcome: 'gone' });
    const { acs_users: users, user_identities: identities } = await bench.objects();
    expect([...users, ...identities]).toEqual([]);
  });
});
