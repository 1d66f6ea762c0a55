import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { isSeamError } from '../../src/seam/errors.ts';
import type { AccessUser } from '../../src/seam/port.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { isUnsupported } from '../../src/seam/unsupported.ts';

import { startSandboxAsSeam } from './sandbox-as-seam.ts';
import { post, type StartedSeam } from './seam-make.ts';
import { addUser, inTime, nobody, window } from './stories/story.ts';

let made: StartedSeam;

beforeEach(async () => {
  made = await startSandboxAsSeam();
});

afterEach(() => made.stop());

/** Every user of the site, page after page. */
async function everybody(search?: string): Promise<readonly AccessUser[]> {
  const all: AccessUser[] = [];
  let cursor: string | undefined;
  do {
    const by = {
      ...(search === undefined ? {} : { search }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const page = await made.seam.findUsers({ systemId: made.systemId, ...by }, inTime());
    all.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}

describe('a create that goes wrong on its way', () => {
  // Failure rows: 5
  it.each([
    ['refuse', 'unavailable', 0],
    ['reset-before', 'unavailable', 0],
    ['reset-after', 'unavailable', 1],
    ['timeout-before', 'unavailable', 0],
    ['timeout-after', 'unavailable', 1],
    ['500', 'unavailable', 0],
    ['500-after', 'unavailable', 1],
    ['503-html', 'unavailable', 0],
    ['garbage', 'unavailable', 0],
    ['429', 'rate-limited', 0],
    ['401', 'key-refused', 0],
  ] as const)('by %s is %s, and leaves %i users', async (outcome, kind, left) => {
    await post(made, '/_sandbox/faults', { route: '/acs/users/create', outcome });
    const requestTimeoutMs = outcome.startsWith('timeout') ? 500 : 5_000;
    const hasty = connectSeam({ apiKey: made.apiKey, endpoint: made.url, requestTimeoutMs });
    const error: unknown = await addUser({ ...made, seam: hasty }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ name: 'SeamError', kind });
    const found = await everybody('R-1');
    expect(found).toHaveLength(left);
    expect(found.length === 0 || isSeamError(error, 'unavailable')).toBe(true);
  });

  it('may be done later than its failure, which therefore is no clean answer', async () => {
    const fault = { route: '/acs/users/create', outcome: 'late-commit', delay_ms: 0 };
    await post(made, '/_sandbox/faults', fault);
    await expect(addUser(made)).rejects.toMatchObject({ kind: 'unavailable' });
    expect(await everybody('R-1')).toHaveLength(1);
  });

  it('is told when to come again', async () => {
    const fault = { route: '/acs/users/create', outcome: '429', retry_after: 3 };
    await post(made, '/_sandbox/faults', fault);
    await expect(addUser(made)).rejects.toMatchObject({ retryAfterMs: 3_000 });
  });
});

describe('a site with thousands of users', () => {
  it('is read in pages, nobody missing and nobody twice', async () => {
    await post(made, '/_sandbox/seed-users', { count: 1_200 });
    const { id } = await addUser(made);
    const ids = (await everybody()).map((user) => user.id);
    expect(ids).toContain(id);
    expect(new Set(ids).size).toBe(1_201);
    expect(ids).toHaveLength(1_201);
  });
});

describe('what Seam does not document', () => {
  it('a removed user may be told with a 400', async () => {
    await post(made, '/_sandbox/switches', { deletedUserGet: 400 });
    expect(await made.seam.getUser(nobody, inTime())).toBeUndefined();
    expect(await made.seam.deleteUser(nobody, inTime())).toBe('gone');
    expect(await made.seam.leaveGroup(nobody, made.groupId, inTime())).toBe('gone');
  });

  it('an access system may not suspend its users', async () => {
    const { id } = await addUser(made);
    await post(made, '/_sandbox/switches', { withoutSuspension: ['salto_ks_site'] });
    const { suspendUser, unsuspendUser } = made.seam;
    for (const ask of [suspendUser, unsuspendUser]) {
      const refusal = await ask(id, inTime()).catch((error: unknown) => error);
      expect(isUnsupported(refusal)).toBe(true);
    }
    expect(await made.seam.suspendUser(nobody, inTime())).toBe('gone');
  });

  it('the enrollment of phones may be gone', async () => {
    await post(made, '/_sandbox/switches', { enrollmentGone: true });
    const launch = { identityId: nobody, managerId: nobody };
    expect(await made.seam.launchEnrollment(launch, inTime())).toBe('route-gone');
    expect(await made.seam.listEnrollments(nobody, inTime())).toBe('route-gone');
  });

  it('a PIN may come after its credential', async () => {
    await post(made, '/_sandbox/switches', { codeDelayMs: 60_000 });
    const { id: userId } = await addUser(made);
    const pin = await made.seam.createCredential({ userId, method: 'code' }, inTime());
    expect(pin).not.toHaveProperty('code');
  });
});

describe('a Salto KS user', () => {
  it('holds no seat before its window, and one within', async () => {
    const early = await addUser(made, { schedule: window(3) });
    const schedule = { startsAt: new Date().toISOString(), endsAt: window(3).endsAt };
    const now = await addUser(made, { schedule });
    expect(early.isSubscribed).toBe(false);
    expect(await made.seam.getUser(now.id, inTime())).toMatchObject({ isSubscribed: true });
  });

  it('shows a change that has not reached the lock', async () => {
    const { id } = await addUser(made, { schedule: window(3) });
    await post(made, '/_sandbox/switches', { mutationDelayMs: 60_000 });
    await made.seam.updateUser(id, { schedule: window(5) }, inTime());
    expect(await made.seam.getUser(id, inTime())).toMatchObject({
      pending: ['updating_access_schedule'],
    });
  });

  it('shows a suspension that has not reached the lock', async () => {
    const { id } = await addUser(made, { schedule: window(3) });
    await post(made, '/_sandbox/switches', { mutationDelayMs: 60_000 });
    await made.seam.suspendUser(id, inTime());
    expect(await made.seam.getUser(id, inTime())).toMatchObject({
      isSuspended: true,
      pending: ['updating_suspension_state'],
    });
  });

  it('shows the trouble that its access system has with it', async () => {
    const { id } = await addUser(made);
    const trouble = { acs_user_id: id, do: 'error', error_code: 'failed_to_create_on_acs_system' };
    await post(made, '/_sandbox/behind', trouble);
    expect(await made.seam.getUser(id, inTime())).toMatchObject({
      errors: ['failed_to_create_on_acs_system'],
    });
  });
});
