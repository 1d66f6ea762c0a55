import { isDeepStrictEqual } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { RECONCILE_SCHEDULE, stayWorkflowId } from '../../src/contract/names.ts';
import { ensureReconcileSchedule } from '../../src/reconcile-schedule.ts';
import { callCli } from '../support/cli.ts';
import { startLiveHouse, type LiveHouse } from '../support/live-house.ts';
import { inHours, until, untilOld, usersOf } from '../support/reconciling.ts';

let house: LiveHouse;

// Not `openHouse`: what is said without a worker is asked before one is started.
beforeAll(async () => {
  house = await startLiveHouse();
});
afterAll(() => house.close());

const setup = async (): Promise<void> => {
  expect(await callCli(['setup'], house.settings)).toMatchObject({ code: 0 });
};
const schedule = () => house.temporal.schedule.getHandle(RECONCILE_SCHEDULE);

/** What the doctor says of it: whether it is well, what it is, and what to do. */
const doctor = async (): Promise<unknown> => {
  const { stdout } = await callCli(['doctor', '--json'], house.settings);
  const { checks } = JSON.parse(stdout) as { readonly checks: readonly { name: string }[] };
  return checks.find(({ name }) => name === 'reconciler');
};

describe('the schedule of the reconciler', () => {
  it('is missed by the doctor until setup has made it', async () => {
    const what = expect.stringMatching(
      /^The schedule nightlatch-reconcile is not there/,
    ) as unknown;
    const next = 'Run "nightlatch setup".';
    expect(await doctor()).toMatchObject({ ok: false, message: what, next });
    await setup();
    expect(await doctor()).toMatchObject({ ok: true });
  });

  it('starts a pass every 15 minutes, never two at once, and makes up for none', async () => {
    await setup();
    const { spec, policies, action, state } = await schedule().describe();
    expect(spec.intervals).toMatchObject([{ every: 900_000 }]);
    expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 60_000 });
    expect(action).toMatchObject({
      workflowType: 'reconcile',
      taskQueue: 'nightlatch',
      args: [{ repair: true }],
    });
    expect(state.paused).toBe(false);
  });

  it('keeps the times and the pause of an operator when setup is run again', async () => {
    await differ();
    await schedule().pause('holidays');
    await untilPaused();
    await setup();
    const { spec, action, state } = await schedule().describe();
    expect(action.args).toEqual([{ repair: true }]);
    expect(spec.intervals).toMatchObject([{ every: 3_600_000 }]);
    expect(state).toMatchObject({ paused: true, note: 'holidays' });
    const next = expect.stringMatching(/schedule toggle .* --unpause$/) as unknown;
    expect(await doctor()).toMatchObject({ ok: false, next });
  });

  it('is not written again by a setup that finds it right', async () => {
    const written = vi.spyOn(house.temporal.workflowService, 'updateSchedule');
    await ensureReconcileSchedule(house.temporal);
    expect(written).not.toHaveBeenCalled();
    written.mockRestore();
  });

  it('stays paused though the pause comes between the look and the correction of a setup', async () => {
    await schedule().unpause();
    await until(async () => !(await schedule().describe()).state.paused, 'no pause');
    await differ();
    const { workflowService: service } = house.temporal;
    const write = service.updateSchedule.bind(service);
    const written = vi.spyOn(service, 'updateSchedule').mockImplementationOnce(async (request) => {
      await schedule().pause('in the same moment');
      await untilPaused();
      return write(request);
    });
    await ensureReconcileSchedule(house.temporal);
    expect(written).toHaveBeenCalledTimes(2);
    written.mockRestore();
    const { action, state } = await schedule().describe();
    expect(action.args).toEqual([{ repair: true }]);
    expect(state).toMatchObject({ paused: true, note: 'in the same moment' });
  });

  it('has nobody to make a pass without a worker, and by hand that is said at once', async () => {
    const { code, stdout } = await callCli(['reconcile', '--json'], house.settings);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { type: 'TemporalFailed', next: 'Start one with "nightlatch worker".' },
    });
  });

  it('heals the deletion of a stay that a scheduled pass has known', async () => {
    await house.startWorker();
    const verdict = await house.stays.put({
      reservationId: 'S-1',
      listingId: 'ks-pin',
      guest: { fullName: 'Ada Guest' },
      checkIn: inHours(-1),
      checkOut: inHours(24),
    });
    expect(verdict).toMatchObject({ outcome: 'applied' });
    await scheduledPass();

    await house.temporal.workflowService.deleteWorkflowExecution({
      namespace: house.temporal.options.namespace,
      workflowExecution: { workflowId: stayWorkflowId('S-1') },
    });
    const isUnlisted = async (): Promise<boolean> =>
      (await house.temporal.workflow.count(`WorkflowId = "${stayWorkflowId('S-1')}"`)).count === 0;
    await until(isUnlisted, 'no run of S-1');
    await untilOld();
    expect(await house.openDoorsFor('S-1')).toBeGreaterThan(0);
    await scheduledPass();
    await until(async () => (await usersOf(house, 'S-1')).length === 0, 'no user of S-1');
    expect(await house.openDoorsFor('S-1')).toBe(0);
  });
});

/** Changes the schedule's times, which are the operator's, and what it starts, which is not. */
async function differ(): Promise<void> {
  await schedule().update((was) => ({
    ...was,
    spec: { intervals: [{ every: '1 hour' }] },
    action: { ...was.action, args: [{ repair: false }] },
  }));
  const isHeard = async (): Promise<boolean> =>
    isDeepStrictEqual((await schedule().describe()).action.args, [{ repair: false }]);
  await until(isHeard, 'another schedule');
}

/** Temporal takes a word to a schedule before the schedule has heard it. */
async function untilPaused(): Promise<void> {
  await until(async () => (await schedule().describe()).state.paused, 'the pause');
}

/** Lets the schedule start a pass now, and waits for its end. */
async function scheduledPass(): Promise<void> {
  const { numActionsTaken: before } = (await schedule().describe()).info;
  // After the one that its interval may have started meanwhile, which would have this one skipped.
  await schedule().trigger('BUFFER_ONE');
  const isTaken = async (): Promise<boolean> =>
    (await schedule().describe()).info.numActionsTaken > before;
  await until(isTaken, 'a pass');
  const last = (await schedule().describe()).info.recentActions.at(-1)?.action.workflow;
  if (last === undefined) throw new Error('The schedule has started nothing.');
  await house.temporal.workflow.getHandle(last.workflowId, last.firstExecutionRunId).result();
}
