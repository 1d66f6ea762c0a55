import { beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { createRunSteps } from '../../activities/index.ts';
import { CHECK_STAY } from '../../src/contract/messages.ts';
import { GUEST_STAY, stayWorkflowId } from '../../src/contract/names.ts';
import { connectSeam } from '../../src/seam/seam-http.ts';
import { stayRuns } from '../../src/worker/stay-runs.ts';
import { GARDEN_HOUSE, KS_SYSTEM, SPACE_SYSTEM } from '../support/house.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import {
  atSandbox,
  deleteHistory,
  inHours,
  pass,
  until,
  untilOld,
  usersOf,
} from '../support/reconciling.ts';

let house: LiveHouse;
openHouse((started) => (house = started));

const reservation = (id: string, more = {}) => ({
  reservationId: id,
  listingId: 'ks-pin',
  guest: {
    fullName: 'Ada Guest',
    email: `${id.toLowerCase()}@example.com`,
    phone: '+15555550100',
  },
  checkIn: inHours(-1),
  checkOut: inHours(24),
  ...more,
});

/** Puts stays that are open now, each at its listing, and waits until they are old enough to be looked at. */
async function open(stays: Readonly<Record<string, string>>): Promise<void> {
  const puts = Object.entries(stays).map(([id, listingId]) =>
    house.stays.put(reservation(id, { listingId })),
  );
  for (const verdict of await Promise.all(puts)) expect(verdict.outcome).toBe('applied');
  await untilOld();
}

/** Makes a user past every stay, as staff do. */
async function makeUser(fullName: string, systemId = KS_SYSTEM): Promise<string> {
  const { SEAM_API_KEY: apiKey = '', SEAM_ENDPOINT: endpoint = '' } = house.settings;
  const call = { deadline: Date.now() + 60_000 };
  const { id } = await connectSeam({ apiKey, endpoint }).createUser({ fullName, systemId }, call);
  await untilOld();
  return id;
}

const handleOf = (id: string) => house.temporal.workflow.getHandle(stayWorkflowId(id));
const identityKeys = async () =>
  (await house.objects()).user_identities.map((identity) => identity.user_identity_key);
const isThere = async (userId: string): Promise<boolean> =>
  (await house.objects()).acs_users.some((user) => user.acs_user_id === userId);

describe('a pass of the reconciler', () => {
  it('finds nothing to do where all is well', async () => {
    await open({ 'P-1': 'ks-pin', 'P-2': 'ks-mobile', 'P-3': 'space', 'P-4': 'latch' });
    const nothing = { orphans: [], woken: [], reported: [], unread: [] };
    expect(await pass(house, '--repair')).toEqual(nothing);
  });

  it('only says what it found unless it is to repair', async () => {
    await open({ 'P-5': 'ks-pin' });
    await handleOf('P-5').terminate();
    expect(await pass(house)).toMatchObject({ orphans: ['P-5'] });
    expect(await house.openDoorsFor('P-5')).toBeGreaterThan(0);
    expect(await pass(house, '--repair')).toMatchObject({ orphans: ['P-5'] });
    await until(async () => (await usersOf(house, 'P-5')).length === 0, 'no user of P-5');
    expect(await house.openDoorsFor('P-1')).toBeGreaterThan(0);
  });

  it('ends orphans of every kind of access, and takes their identities along', async () => {
    await open({ 'P-6': 'ks-enrolled', 'P-7': 'space', 'P-8': 'latch' });
    for (const id of ['P-6', 'P-7', 'P-8']) await handleOf(id).terminate();
    const { orphans } = await pass(house, '--repair');
    expect(orphans.toSorted()).toEqual(['P-6', 'P-7', 'P-8']);
    for (const id of orphans) {
      await until(async () => (await usersOf(house, id)).length === 0, `no user of ${id}`);
      await until(async () => !(await identityKeys()).includes(`nightlatch:${id}`), 'no identity');
    }
  });

  // Failure rows: 3
  it('ends what a late create brought after its stay was over', async () => {
    await open({ 'P-10': 'ks-pin' });
    await house.stays.cancel('P-10');
    await handleOf('P-10').result();
    const late = await makeUser('nl:P-10 Ada Guest');
    expect(await pass(house, '--repair')).toMatchObject({ orphans: ['P-10'], reported: [] });
    await until(async () => !(await isThere(late)), 'no late user of P-10');
  });

  it('wakes a stay that was put after the pass had looked for it, instead of ending it', async () => {
    await open({ 'P-11': 'ks-pin' });
    const steps = createRunSteps({
      runs: stayRuns(house.temporal),
      clock: Date.now,
      listings: async () => new Map(),
      quietPeriodMs: 1_000,
    });
    const orphan = { reservationId: 'P-11', found: [], systemIds: [KS_SYSTEM] };
    expect(await steps.closeOrphans([orphan])).toEqual({ woken: ['P-11'] });
    const { events } = await handleOf('P-11').fetchHistory();
    const signals = events?.map((one) => one.workflowExecutionSignaledEventAttributes?.signalName);
    expect(signals).toContain(CHECK_STAY);
    expect(await house.openDoorsFor('P-11')).toBeGreaterThan(0);
  });

  it('leaves the identity of a guest to the stay that goes on', async () => {
    const guest = { fullName: 'Ada Guest', email: 'twice@example.com' };
    const stay = { listingId: 'ks-mobile', guest };
    await house.stays.put(reservation('P-13', stay));
    await house.stays.put(reservation('P-14', stay));
    await house.stays.cancel('P-13');
    await handleOf('P-13').result();
    expect(await identityKeys()).toContain('nightlatch:P-13');
    await untilOld();
    expect(await pass(house, '--repair')).toMatchObject({ orphans: [], woken: [] });
    expect(await house.openDoorsFor('P-14')).toBeGreaterThan(0);
  });

  it('takes away what opens a door before its time', async () => {
    await open({ 'P-12': 'space' });
    // The new run cannot know of the old one: its history is gone, and with it what it left.
    await deleteHistory(house, 'P-12');
    // Whoever put it again has it begin tomorrow, and a Salto Space user knows no window.
    const later = { listingId: 'space', checkIn: inHours(12) };
    const verdict = await house.stays.put(reservation('P-12', later));
    expect(verdict).toMatchObject({ outcome: 'applied' });
    expect(await house.openDoorsFor('P-12')).toBeGreaterThan(0);
    expect(await pass(house, '--repair')).toMatchObject({ orphans: [], woken: ['P-12'] });
    await until(async () => (await house.openDoorsFor('P-12')) === 0, 'shut doors for P-12');
    expect(await house.stays.show('P-12')).toMatchObject({ phase: 'waiting' });
  });

  it('never touches a housekeeper, nor a user named like a stay that nobody knows', async () => {
    // Somebody tried to book under the first word of the housekeepers' name, and was refused.
    const refused = reservation('Housekeeping', { listingId: 'nowhere' });
    expect(await house.stays.put(refused)).toMatchObject({ outcome: 'refused' });
    const housekeeper = await makeUser('Housekeeping Team');
    const unknown = await makeUser('nl:P-404 Ada Guest');
    const { orphans, reported } = await pass(house, '--repair');
    expect(orphans).toEqual([]);
    expect(reported.toSorted()).toEqual([housekeeper, unknown].toSorted());
    expect(await isThere(housekeeper)).toBe(true);
    expect(await isThere(unknown)).toBe(true);
  });

  it('leaves staff alone who are called like the room of a stay that is over, and its proof as it is', async () => {
    await open({ 'P-15': 'ks-mobile' });
    await house.stays.cancel('P-15');
    const proven = await handleOf('P-15').result();
    const staff = [await makeUser('P-15 Night Porter'), await makeUser('P-15')];
    const { orphans, reported } = await pass(house, '--repair');
    expect(orphans).toEqual([]);
    expect(reported).toEqual(expect.arrayContaining(staff));
    for (const porter of staff) expect(await isThere(porter)).toBe(true);
    expect(await handleOf('P-15').result()).toEqual(proven);
  });

  it('ends an orphan whose user staff have given another name', async () => {
    await open({ 'P-16': 'ks-pin' });
    const [user] = await usersOf(house, 'P-16');
    const acs_user_id = user?.acs_user_id ?? '';
    await handleOf('P-16').terminate();
    await atSandbox(house, 'behind', { acs_user_id, do: 'change', full_name: 'VIP, room 12' });
    // Who only looks does not make the next pass forget it.
    expect(await pass(house)).toMatchObject({ orphans: ['P-16'] });
    expect(await pass(house, '--repair')).toMatchObject({ orphans: ['P-16'] });
    await until(async () => !(await isThere(acs_user_id)), 'no user of P-16');
  });

  it('reports a stay that does not answer, and leaves it its access', async () => {
    await house.temporal.workflow.start(GUEST_STAY, {
      workflowId: stayWorkflowId('P-9'),
      taskQueue: 'where-nobody-works',
      args: [reservation('P-9')],
    });
    const user = await makeUser('P-9 Ada Guest');
    const { orphans, woken, reported } = await pass(house, '--repair');
    expect({ orphans, woken }).toEqual({ orphans: [], woken: [] });
    expect(reported).toContain('P-9');
    expect(await isThere(user)).toBe(true);
    await handleOf('P-9').terminate();
    await pass(house, '--repair');
  });
});

describe('a stay that Seam shows otherwise than it is', () => {
  beforeAll(async () => {
    const pins = ['C-marked', 'C-gone', 'C-2', 'C-4', 'C-5', 'C-6', 'C-7', 'C-8', 'C-9'];
    await open({ ...Object.fromEntries(pins.map((id) => [id, 'ks-pin'])), 'C-3': 'ks-enrolled' });
  });

  const userOf = async (id: string) => (await usersOf(house, id))[0]?.acs_user_id ?? '';
  const behind = (act: object) => atSandbox(house, 'behind', act);
  const wakes = async (id: string): Promise<void> => {
    expect((await pass(house, '--repair')).woken).toEqual([id]);
  };
  const untilWell = async (id: string): Promise<void> => {
    await until(async () => (await pass(house)).woken.length === 0, `${id} as Seam shows it`);
  };
  const untilOpen = (id: string): Promise<void> =>
    until(async () => (await house.openDoorsFor(id)) > 0, `open doors for ${id}`);

  // One that is still being made well would be woken with the next.
  beforeEach(() => untilWell('all'));

  // Failure rows: 48
  it.each(['marked', 'gone'])('is granted again if its user was deleted (%s)', async (how) => {
    const id = `C-${how}`;
    await atSandbox(house, 'switches', { removedBehind: how });
    await behind({ do: 'remove', acs_user_id: await userOf(id) });
    expect(await house.openDoorsFor(id)).toBe(0);
    await wakes(id);
    await untilOpen(id);
    expect(await house.stays.show(id)).toMatchObject({ problem: { type: 'PinChanged' } });
  });

  it('is given a new PIN if its credential was deleted', async () => {
    const user = await userOf('C-2');
    const { credentials } = await house.objects();
    const pin = credentials.find((one) => one.acs_user_id === user);
    await behind({ do: 'remove', acs_credential_id: pin?.acs_credential_id });
    expect(await house.openDoorsFor('C-2')).toBe(0);
    await wakes('C-2');
    await untilOpen('C-2');
  });

  it('is granted again if the guest’s identity was deleted with everything on it', async () => {
    const { user_identities: identities } = await house.objects();
    const own = identities.find((one) => one.user_identity_key === 'nightlatch:C-3');
    await behind({ do: 'remove', user_identity_id: own?.user_identity_id });
    await wakes('C-3');
    await untilOpen('C-3');
    expect(await identityKeys()).toContain('nightlatch:C-3');
  });

  // Failure rows: 49
  it('has its window again if somebody moved it', async () => {
    const user = await userOf('C-4');
    const schedule = { starts_at: inHours(1), ends_at: inHours(400) };
    await behind({ do: 'change', acs_user_id: user, access_schedule: schedule });
    expect(await house.openDoorsFor('C-4')).toBe(0);
    await wakes('C-4');
    await untilOpen('C-4');
    await untilWell('C-4');
  });

  // Failure rows: 49
  it('has its own doors again, and no others, if somebody changed the groups', async () => {
    const user = await userOf('C-5');
    const doors = await house.openDoorsFor('C-5');
    await behind({ do: 'change', acs_user_id: user, acs_access_group_ids: [GARDEN_HOUSE] });
    await wakes('C-5');
    await until(async () => {
      const { memberships } = await house.objects();
      const groups = memberships.filter((one) => one.acs_user_id === user);
      return groups.length === 1 && groups[0]?.acs_access_group_id !== GARDEN_HOUSE;
    }, 'the groups of C-5');
    expect(await house.openDoorsFor('C-5')).toBe(doors);
    await untilWell('C-5');
  });

  it('says so if it was suspended, and is well again when that is undone', async () => {
    const user = await userOf('C-6');
    await behind({ do: 'change', acs_user_id: user, is_suspended: true });
    await wakes('C-6');
    const problemOf = async () => (await house.stays.show('C-6')).problem?.type;
    await until(async () => (await problemOf()) === 'AccessSuspended', 'the problem of C-6');
    expect(await pass(house, '--repair')).toMatchObject({ woken: [] });
    await behind({ do: 'change', acs_user_id: user, is_suspended: false });
    await until(async () => (await problemOf()) === undefined, 'no problem of C-6');
  });

  // Failure rows: 49
  it('says so if its PIN was changed', async () => {
    const user = await userOf('C-7');
    const { credentials } = await house.objects();
    const pin = credentials.find((one) => one.acs_user_id === user);
    await behind({ do: 'change', acs_credential_id: pin?.acs_credential_id, code: '918273' });
    await wakes('C-7');
    const problemOf = async () => (await house.stays.show('C-7')).problem?.type;
    await until(async () => (await problemOf()) === 'PinChanged', 'the problem of C-7');
    await untilWell('C-7');
    expect(await house.stays.pin('C-7')).toMatchObject({ code: '918273' });
  });

  it.each([
    ['its own system', 'C-8', KS_SYSTEM],
    ['a system that it knows nothing of', 'C-9', SPACE_SYSTEM],
  ])('loses a second user in %s', async (_where, id, systemId) => {
    const user = await userOf(id);
    const double = await makeUser(`nl:${id} Ada Guest`, systemId);
    await wakes(id);
    await until(async () => !(await isThere(double)), `no double of ${id}`);
    expect(await isThere(user)).toBe(true);
    expect(await house.openDoorsFor(id)).toBeGreaterThan(0);
    await untilWell(id);
  });
});
