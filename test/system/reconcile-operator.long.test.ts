import { WorkflowNotFoundError } from '@temporalio/client';
import { afterEach, describe, expect, it } from 'vitest';

import { CANCEL_STAY } from '../../src/contract/messages.ts';
import { GUEST_STAY, stayWorkflowId, TASK_QUEUE } from '../../src/contract/names.ts';
import type { Status } from '../../src/contract/status.ts';
import { openHouse, type LiveHouse } from '../support/live-house.ts';
import {
  atSandbox,
  deleteHistory,
  inHours,
  pass,
  resetToBeginning,
  until,
  untilOld,
  usersOf,
} from '../support/reconciling.ts';

let house: LiveHouse;
openHouse((started) => (house = started));
afterEach(() => atSandbox(house, 'release', {}));

/** A stay in each phase of its life, by what the phase is called. */
type InPhases = Readonly<Record<'waiting' | 'open' | 'revoking' | 'proving' | 'granting', string>>;

const reservation = (id: string, from: number) => ({
  reservationId: id,
  listingId: 'ks-pin',
  guest: { fullName: 'Ada Guest' },
  checkIn: inHours(from),
  checkOut: inHours(24),
});
const put = (id: string, from: number) => house.stays.put(reservation(id, from));

/** Brings five stays to where an operator may meet them; the one that is being granted hangs in the middle. */
async function inEveryPhase(prefix: string): Promise<InPhases> {
  const ids = {
    waiting: `${prefix}-waiting`,
    open: `${prefix}-open`,
    revoking: `${prefix}-revoking`,
    proving: `${prefix}-proving`,
    granting: `${prefix}-granting`,
  };
  await put(ids.waiting, 2);
  await put(ids.open, -1);
  await put(ids.revoking, -1);
  await put(ids.proving, -1);
  const [stuck] = await usersOf(house, ids.revoking);
  await atSandbox(house, 'stick', { id: stuck?.acs_user_id });
  await handleOf(ids.revoking).signal(CANCEL_STAY, {});
  await until(async () => (await house.stays.show(ids.revoking)).phase === 'revoking', 'the end');
  await atSandbox(house, 'hold', { route: '/acs/credentials/create', nth: 1 });
  // Not by the client, which would put it again when its run is gone.
  await house.temporal.workflow.start(GUEST_STAY, {
    workflowId: stayWorkflowId(ids.granting),
    taskQueue: TASK_QUEUE,
    args: [reservation(ids.granting, -1)],
  });
  await until(async () => (await usersOf(house, ids.granting)).length > 0, 'a user');
  await untilOld();
  return ids;
}

async function unstick(id: string): Promise<void> {
  const [stuck] = await usersOf(house, id);
  if (stuck !== undefined) await atSandbox(house, 'stick', { id: stuck.acs_user_id, stuck: false });
}

async function untilNothingIsLeft(ids: InPhases): Promise<void> {
  for (const id of Object.values(ids)) {
    await until(async () => (await usersOf(house, id)).length === 0, `nothing of ${id}`);
    expect(await house.openDoorsFor(id), id).toBe(0);
  }
}

function unlessOver(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

const handleOf = (id: string) =>
  house.temporal.workflow.getHandle<() => Promise<Status>>(stayWorkflowId(id));

/** The next pass ends every stay that was not about to be over, and nothing is left of any. */
async function expectEndedByAPass(ids: InPhases): Promise<void> {
  const { orphans, reported } = await pass(house, '--repair');
  expect(orphans.toSorted()).toEqual(
    [ids.granting, ids.open, ids.revoking, ids.waiting].toSorted(),
  );
  expect(reported).toEqual([]);
  await untilNothingIsLeft(ids);
}

describe('what an operator does in the Temporal UI', () => {
  // Failure rows: 16, 59
  it('terminate: one pass later nothing is left, whatever the stay was doing', async () => {
    const ids = await inEveryPhase('T');
    // The last moment before its second proof; where a machine stands still, that may be over.
    await house.stays.cancel(ids.proving);
    await handleOf(ids.proving).terminate().catch(unlessOver);
    const others = Object.values(ids).filter((id) => id !== ids.proving);
    for (const id of others) await handleOf(id).terminate();
    await atSandbox(house, 'release', {});
    await unstick(ids.revoking);

    await expectEndedByAPass(ids);
    expect(await handleOf(ids.open).result()).toMatchObject({
      phase: 'revoked',
      endedBy: 'operator',
      listingId: 'ks-pin',
    });
    expect(await handleOf(ids.revoking).result()).toMatchObject({ endedBy: 'cancellation' });
    expect(await pass(house, '--repair')).toMatchObject({ orphans: [], woken: [] });
  });

  // Failure rows: 53, 59
  it('delete: a stay that an earlier pass knew is ended', async () => {
    const ids = await inEveryPhase('D');
    await pass(house);
    await house.stays.cancel(ids.proving);
    for (const id of Object.values(ids)) await deleteHistory(house, id);
    await atSandbox(house, 'release', {});
    await unstick(ids.revoking);

    await expectEndedByAPass(ids);
  });

  // Failure rows: 59
  it('reset: what lives goes on with one user and one PIN, and what ended stays ended', async () => {
    const ids = await inEveryPhase('R');
    await house.stays.cancel(ids.proving);
    for (const id of Object.values(ids)) await resetToBeginning(house, id);
    await atSandbox(house, 'release', {});
    await unstick(ids.revoking);

    await pass(house, '--repair');
    for (const id of [ids.waiting, ids.open, ids.granting]) {
      const phase = id === ids.waiting ? 'waiting' : 'open';
      await until(async () => (await house.stays.show(id)).phase === phase, `${id} ${phase}`);
      const users = await usersOf(house, id);
      expect(users, id).toHaveLength(1);
      const { credentials } = await house.objects();
      const pins = credentials.filter((one) => one.acs_user_id === users[0]?.acs_user_id);
      expect(pins, id).toHaveLength(1);
      await house.stays.cancel(id);
    }
    await untilNothingIsLeft(ids);
  });

  // Failure rows: 59
  it('reset: a stay that has heard a change newer than its put goes on with it, and with its PIN', async () => {
    const id = 'N-changed';
    await house.stays.put({ ...reservation(id, -1), revision: 1 });
    await house.stays.change(id, { checkOut: inHours(30), revision: 2 });
    const { credentialId, closesAt } = await house.stays.show(id);
    expect(credentialId).toBeDefined();
    await resetToBeginning(house, id);

    await until(async () => (await house.stays.show(id)).phase === 'open', `${id} open`);
    expect(await house.stays.show(id)).toMatchObject({ credentialId, closesAt, revision: 2 });
    expect(await usersOf(house, id)).toHaveLength(1);
    await house.stays.cancel(id);
    expect(await house.openDoorsFor(id)).toBe(0);
  });
});
