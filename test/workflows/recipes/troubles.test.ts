import { beforeEach, describe, expect, it } from 'vitest';

import { stayRecordQuery } from '../../../src/contract/messages.ts';
import { stayWorkflowId } from '../../../src/contract/names.ts';
import { PROBLEMS, isProblemType } from '../../../src/contract/problems.ts';
import { CANAL_DOORS, GARDEN_DOORS, GARDEN_HOUSE, QUAY_DOORS } from '../../support/house.ts';
import { QUIET_MS } from '../../support/rig.ts';
import { meanwhile, objectsOf } from '../../support/stay-stories.ts';
import { useRig } from '../../support/use-rig.ts';
import { reservationIn } from '../../support/whose.ts';

const CANAL_STAIRS = '55555555-5555-5555-5555-111111111112';

const rig = useRig('seam_story_troubles');
let told = 0;
beforeEach(async () => {
  told += 1;
  await rig.seam.post('reset', {});
});

const nameOf = (name: string): string => `R-${told}-${name}`;

/** Puts a stay under an id that no other story has; from and to in hours from now. */
async function put(name: string, from: number, to: number, listingId = 'ks-pin') {
  return rig.stays.put(rig.reservation(nameOf(name), from, to, { listingId }));
}

async function problemOf(name: string): Promise<string | undefined> {
  return (await rig.stays.show(nameOf(name))).problem?.type;
}

async function untilProblem(name: string, type: string | undefined): Promise<void> {
  await rig.until(async () => (await problemOf(name)) === type, `the problem ${type}`);
}

async function userOf(name: string): Promise<string> {
  const { acs_users: users } = await objectsOf(rig);
  const user = users.find((one) => reservationIn(one.full_name) === nameOf(name));
  return user?.acs_user_id ?? '';
}

async function behindUser(name: string, act: object): Promise<void> {
  await rig.seam.post('behind', { acs_user_id: await userOf(name), ...act });
}

const doors = (name: string) => rig.seam.doorsFor(nameOf(name));
const check = (name: string) => rig.stays.check(nameOf(name));
const cancel = (name: string) => rig.stays.cancel(nameOf(name));

describe('a Salto KS site with one seat too few', () => {
  const seat = async (count: number): Promise<void> => {
    await rig.seam.post('seed-users', { count, subscribed: true });
  };

  it.each([
    ['is full', 5, 5, 'NoSeatLeft'],
    ['is over 80 % full', 6, 5, 'SiteNearlyFull'],
  ])('that %s shows it when the stay is planned', async (_what, seats, taken, type) => {
    await rig.seam.post('switches', { seats });
    await seat(taken);
    expect(await put('a', 24, 48)).toMatchObject({ outcome: 'applied' });
    expect(await problemOf('a')).toBe(type);
    await cancel('a');
  });

  it.each([true, false])(
    'shows it within a minute after check-in, and goes on when one is freed (queue: %s)',
    async (seatQueue) => {
      await rig.seam.post('switches', { seats: 10, seatQueue });
      await put('a', 1, 24);
      expect(await problemOf('a')).toBeUndefined();
      await seat(10);
      await rig.sleepUntil(rig.inHours(1));
      expect(await doors('a')).toEqual([]);
      await untilProblem('a', 'NoSeatLeft');
      const { problem, opensAt = '' } = await rig.stays.show(nameOf('a'));
      const shownAfter = Date.parse(problem?.since ?? '') - Date.parse(opensAt);
      expect(shownAfter).toBeLessThanOrEqual(60_000);
      const { acs_users: users } = await objectsOf(rig);
      const resident = users.find((user) => user.full_name.startsWith('Resident'));
      await rig.seam.post('switches', { removedBehind: 'gone' });
      await rig.seam.post('behind', { acs_user_id: resident?.acs_user_id, do: 'remove' });
      await untilProblem('a', undefined);
      expect(await doors('a')).toEqual(CANAL_DOORS);
      await cancel('a');
    },
  );

  // Failure rows: 50
  it('gives the seat of a guest who leaves to the one who waits', async () => {
    await rig.seam.post('switches', { seats: 1 });
    await put('a', -1, 0.2);
    await put('b', 0.1, 24);
    await rig.sleepUntil(rig.inHours(0.12));
    await untilProblem('b', 'NoSeatLeft');
    await rig.ended(nameOf('a'));
    await untilProblem('b', undefined);
    expect(await doors('b')).toEqual(CANAL_DOORS);
    await cancel('b');
  });
});

describe('an error that appears on the access', () => {
  it.each([
    ['salto_ks_subscription_limit_exceeded', 'NoSeatLeft'],
    ['failed_to_create_on_acs_system', 'AccessSystemRefused'],
    ['failed_to_update_on_acs_system', 'AccessSystemRefused'],
    ['some_error_of_tomorrow', 'AccessInTrouble'],
  ])('(%s) is the problem %s, and clears when Seam clears it', async (code, type) => {
    await put('a', -1, 24);
    await behindUser('a', { do: 'error', error_code: code });
    await check('a');
    await untilProblem('a', type);
    const { problem } = await rig.stays.show(nameOf('a'));
    if (!isProblemType(type)) throw new Error(`${type} is no problem`);
    expect(problem).toMatchObject({ ...PROBLEMS[type] });
    await behindUser('a', { do: 'clear-error' });
    await untilProblem('a', undefined);
    await cancel('a');
  });

  it('is shown while somebody has suspended the guest, and no longer', async () => {
    await put('a', -1, 24);
    await behindUser('a', { do: 'change', is_suspended: true });
    await check('a');
    await untilProblem('a', 'AccessSuspended');
    expect(await doors('a')).toEqual([]);
    await behindUser('a', { do: 'change', is_suspended: false });
    await untilProblem('a', undefined);
    expect(await doors('a')).toEqual(CANAL_DOORS);
    await cancel('a');
  });

  it('is found at check-in though nobody asked for a look', async () => {
    await put('a', 1, 24);
    await behindUser('a', { do: 'error', error_code: 'failed_to_update_on_acs_system' });
    expect(await problemOf('a')).toBeUndefined();
    await rig.sleepUntil(rig.inHours(1.01));
    await untilProblem('a', 'AccessSystemRefused');
    await cancel('a');
  });

  // Failure rows: 18
  it('keeps a stay from counting as granted, and not from being granted once it is over', async () => {
    await rig.seam.post('switches', { mutationDelayMs: 10_000 });
    const putting = put('a', -1, 24);
    await rig.until(async () => (await userOf('a')) !== '', 'an access user');
    await behindUser('a', { do: 'error', error_code: 'failed_to_create_on_acs_system' });
    const { outcome } = await putting;
    expect(['pending', 'applied']).toContain(outcome);
    await behindUser('a', { do: 'clear-error' });
    await untilProblem('a', undefined);
    await rig.until(async () => (await doors('a')).length > 0, 'open doors');
    await cancel('a');
  });
});

describe('a door that is offline', () => {
  const door = (act: object) => rig.seam.post('behind', { acs_entrance_id: CANAL_STAIRS, ...act });

  // Failure rows: 17
  it('is shown, does not hold up the grant, and is forgotten when it is back', async () => {
    await door({ do: 'change', online: false });
    expect(await put('a', -1, 24)).toMatchObject({ outcome: 'applied' });
    expect(await rig.stays.show(nameOf('a'))).toMatchObject({
      phase: 'open',
      problem: { type: 'EntranceOffline' },
    });
    await door({ do: 'change', online: true });
    await untilProblem('a', undefined);
    await cancel('a');
  });

  it('is found at the next look, and at check-in', async () => {
    await put('a', -1, 24);
    await put('b', 0.1, 24);
    await door({ do: 'error', error_code: 'lock_offline' });
    await check('a');
    await untilProblem('a', 'EntranceOffline');
    expect(await problemOf('b')).toBeUndefined();
    await rig.sleepUntil(rig.inHours(0.11));
    await untilProblem('b', 'EntranceOffline');
    expect(await rig.stays.change(nameOf('a'), { checkOut: rig.inHours(30) })).toMatchObject({
      outcome: 'applied',
    });
    await cancel('a');
    await cancel('b');
  });
});

describe('an access system in trouble', () => {
  it('is a problem before anything is made in it, and not after it is well at check-in', async () => {
    await rig.seam.post('switches', { systemErrors: ['seam_bridge_disconnected'] });
    await put('a', 1, 24);
    expect(await problemOf('a')).toBe('AccessSystemInTrouble');
    await rig.seam.post('switches', { systemErrors: [] });
    await rig.sleepUntil(rig.inHours(1.01));
    await untilProblem('a', undefined);
    await cancel('a');
  });
});

describe('what somebody did behind our back is healed at the next look', () => {
  beforeEach(() => put('a', -1, 24));

  // Failure rows: 48
  it.each(['marked', 'gone'])('when the access user was removed (%s)', async (removedBehind) => {
    await rig.seam.post('switches', { removedBehind });
    await behindUser('a', { do: 'remove' });
    expect(await doors('a')).toEqual([]);
    await check('a');
    await rig.until(async () => (await doors('a')).length > 0, 'open doors');
    expect(await problemOf('a')).toBe('PinChanged');
    const { acs_users: users, credentials } = await objectsOf(rig);
    expect([users.length, credentials.length]).toEqual([1, 1]);
    await cancel('a');
  });

  it('when the credential was removed, and says that the PIN is another one', async () => {
    const [credential] = (await objectsOf(rig)).credentials;
    const id = credential?.acs_credential_id;
    await rig.seam.post('behind', { acs_credential_id: id, do: 'remove' });
    await check('a');
    await rig.until(async () => (await doors('a')).length > 0, 'open doors');
    expect(await problemOf('a')).toBe('PinChanged');
    await rig.stays.retry(nameOf('a'));
    expect(await problemOf('a')).toBeUndefined();
    await cancel('a');
  });

  it('when the user was taken out of its group, or put into another one', async () => {
    await behindUser('a', { do: 'change', acs_access_group_ids: [GARDEN_HOUSE] });
    expect(await doors('a')).toEqual(GARDEN_DOORS);
    await check('a');
    await rig.until(async () => (await doors('a')).join() === CANAL_DOORS.join(), 'its own doors');
    await cancel('a');
  });

  it('when the window was moved', async () => {
    const { closesAt } = await rig.stays.show(nameOf('a'));
    const schedule = { starts_at: rig.inHours(-1), ends_at: rig.inHours(90) };
    await behindUser('a', { do: 'change', access_schedule: schedule });
    expect(await rig.seam.doorsFor(nameOf('a'), rig.inHours(80))).toEqual(CANAL_DOORS);
    await check('a');
    const after = new Date(Date.parse(closesAt ?? '') + 1_000).toISOString();
    await rig.until(
      async () => (await rig.seam.doorsFor(nameOf('a'), after)).length === 0,
      'doors that shut at check-out',
    );
    await cancel('a');
  });

  it('when the PIN was changed, that is told', async () => {
    const [credential] = (await objectsOf(rig)).credentials;
    const id = credential?.acs_credential_id;
    await rig.seam.post('behind', { acs_credential_id: id, do: 'change', code: '000000' });
    await check('a');
    await untilProblem('a', 'PinChanged');
    expect(await rig.stays.pin(nameOf('a'))).toMatchObject({ code: '000000' });
    await cancel('a');
  });

  it('or at check-in, without anybody asking', async () => {
    await put('b', 1, 24);
    await behindUser('b', { do: 'remove' });
    await rig.sleepUntil(rig.inHours(1.01));
    await rig.until(async () => (await doors('b')).length > 0, 'open doors');
    expect(await problemOf('b')).toBe('PinChanged');
    await cancel('b');
    await cancel('a');
  });
});

describe('a create that commits after it was made again', () => {
  const late = (route: string, delay_ms: number) =>
    rig.seam.post('faults', { route, outcome: 'late-commit', delay_ms });

  // Failure rows: 3
  it.each([
    ['ks-pin', '/acs/users/create', CANAL_DOORS],
    ['ks-pin', '/acs/credentials/create', CANAL_DOORS],
    ['ks-pin', '/acs/users/add_to_access_group', CANAL_DOORS],
    ['ks-mobile', '/user_identities/create', CANAL_DOORS],
    ['ks-enrolled', '/user_identities/enrollment_automations/launch', CANAL_DOORS],
    ['space', '/acs/users/create', QUAY_DOORS],
    ['latch', '/acs/credentials/create', ['Loft 1', 'Mill Door']],
  ])(
    'is undone within seconds once it can come late no more (%s, %s)',
    async (listing, route, open) => {
      await late(route, 60_000);
      await put('a', -1, 24, listing);
      const held = await rig.stays.show(nameOf('a'));
      await rig.sleep(QUIET_MS + 5_000);
      const objects = await objectsOf(rig);
      const users = objects.acs_users.filter((one) => reservationIn(one.full_name) === nameOf('a'));
      const { length: enrollments } = objects.enrollment_automations;
      expect([users.length, objects.credentials.length]).toEqual([1, 1]);
      expect(objects.acs_users.length).toBe(1 + enrollments);
      expect(enrollments).toBe(listing === 'ks-enrolled' ? 1 : 0);
      expect(await rig.stays.show(nameOf('a'))).toMatchObject({ credentialId: held.credentialId });
      expect(await doors('a')).toEqual(open);
      await cancel('a');
      await rig.ended(nameOf('a'));
      expect(Object.values(await objectsOf(rig)).flat()).toEqual([]);
    },
  );

  it('does not open the old doors again after the guest has moved', async () => {
    await late('/acs/users/add_to_access_group', 120_000);
    await put('a', -1, 24);
    await rig.stays.change(nameOf('a'), { listingId: 'ks-pin-garden' });
    await rig.sleep(QUIET_MS + 150_000);
    expect(await doors('a')).not.toContain('Apartment 1');
    expect(await doors('a')).toContain('Apartment 2');
    await cancel('a');
  });

  it('does not bring back the window that was asked for before the last one', async () => {
    await put('a', -1, 24);
    await late('/acs/users/update', 120_000);
    await rig.stays.change(nameOf('a'), { checkOut: rig.inHours(2) });
    expect(await rig.stays.change(nameOf('a'), { checkOut: rig.inHours(48) })).toMatchObject({
      outcome: 'applied',
    });
    await rig.sleep(QUIET_MS + 150_000);
    expect(await rig.seam.doorsFor(nameOf('a'), rig.inHours(40))).toEqual(CANAL_DOORS);
    await cancel('a');
  });
});

describe('a Salto Space user', () => {
  it('never holds more than one mobile key, and keeps the card of the front desk', async () => {
    await put('a', -1, 24, 'space');
    const { url, key } = rig.seam;
    const made = await fetch(`${url}/acs/credentials/create`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ acs_user_id: await userOf('a'), access_method: 'card' }),
    });
    expect(made.status).toBe(200);
    await check('a');
    await rig.stays.retry(nameOf('a'));
    const methods = (await objectsOf(rig)).credentials.map((one) => one.access_method);
    expect(methods.toSorted()).toEqual(['card', 'mobile_key']);
    await cancel('a');
    expect((await objectsOf(rig)).credentials).toEqual([]);
  });

  it('gets its one mobile key again where the old one takes its time to go', async () => {
    await put('a', -1, 24, 'space');
    await rig.seam.post('switches', { deletionDelayMs: 20_000 });
    const [credential] = (await objectsOf(rig)).credentials;
    const { url, key } = rig.seam;
    await fetch(`${url}/acs/credentials/delete`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ acs_credential_id: credential?.acs_credential_id }),
    });
    await meanwhile(rig, check('a'));
    await rig.until(async () => (await doors('a')).length > 0, 'open doors');
    expect((await objectsOf(rig)).credentials).toHaveLength(1);
    await rig.seam.post('switches', { deletionDelayMs: 0 });
    await cancel('a');
  });
});

describe('a look at the access', () => {
  const looksOf = async (name: string): Promise<number> => {
    const { events } = await rig.historyOf(nameOf(name));
    const steps = (events ?? []).map((e) => e.activityTaskScheduledEventAttributes?.activityType);
    return steps.filter((step) => step?.name === 'confirmAccess').length;
  };

  it('has the time of an attempt also a moment before a lost answer can come to nothing more', async () => {
    await rig.seam.post('faults', { route: '/acs/credentials/create', outcome: 'reset-after' });
    await meanwhile(rig, put('a', -1, 24));
    const stay = rig.client.workflow.getHandle(stayWorkflowId(nameOf('a')));
    const { ledger } = await stay.query(stayRecordQuery);
    const until = ledger.flatMap(({ unconfirmedUntil }) => unconfirmedUntil ?? [])[0] ?? '';
    await rig.sleepUntil(new Date(Date.parse(until) - 800).toISOString());
    const before = await looksOf('a');
    expect(await check('a')).toMatchObject({ outcome: 'applied' });
    expect((await looksOf('a')) - before).toBeLessThanOrEqual(3);
    await cancel('a');
  });
});
