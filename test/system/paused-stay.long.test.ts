import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { isStayError } from '../../src/client/index.ts';
import { RECONCILE_SCHEDULE, stayWorkflowId } from '../../src/contract/names.ts';
import type { ReservationInput } from '../../src/contract/reservation.ts';
import { callCli } from '../support/cli.ts';
import { erasing } from '../support/erasing.ts';
import { type LiveHouse, startLiveHouse } from '../support/live-house.ts';
import { type Database, findPostgresql, startPostgresql } from '../support/postgresql.ts';
import { atSandbox, inHours, pass, until, untilOld, untilOverdue } from '../support/reconciling.ts';
import {
  createSchema,
  findTemporalServer,
  type RealTemporal,
  startRealTemporal,
} from '../support/temporal-server.ts';

const ID = 'P-paused';
/** No server pauses a workflow unless this says so. */
const PAUSING = '\nfrontend.WorkflowPauseEnabled:\n  - value: true\n';

const postgresql = await findPostgresql();
const programs = await findTemporalServer();
const isLacking = postgresql === undefined || programs === undefined;

// The development server of the tests is older than the pausing of workflows.
describe.skipIf(isLacking)('what somebody has paused, on Temporal 1.32,', () => {
  let database: Database;
  let temporal: RealTemporal;
  let house: LiveHouse;
  const { erase } = erasing(() => house);

  beforeAll(async () => {
    if (postgresql === undefined || programs === undefined) return;
    database = await startPostgresql(postgresql);
    await createSchema(programs, database);
    temporal = await startRealTemporal(programs, database, { more: PAUSING });
    house = await startLiveHouse({ TEMPORAL_ADDRESS: temporal.address });
    await house.startWorker();
  });
  afterAll(async () => {
    await house?.close();
    await temporal?.stop();
    await database?.stop();
    await database?.forget();
  });

  const named = (workflowId = stayWorkflowId(ID)) => ({
    namespace: house.temporal.options.namespace,
    workflowId,
    requestId: randomUUID(),
  });
  /** A server learns of new search attributes within seconds. */
  const isTaken = (booking: ReservationInput): Promise<boolean> =>
    house.stays.put(booking).then(
      () => true,
      (error: unknown) => {
        if (isStayError(error, 'TemporalMisconfigured')) return false;
        throw error;
      },
    );
  const stateOf = async (): Promise<string> =>
    (await house.temporal.workflow.getHandle(stayWorkflowId(ID)).describe()).status.name;

  it('if it is a stay, is not erased, is told to be paused, and has its door shut past its check-out', async () => {
    // At this access system nothing but a revocation shuts a door.
    const guest = { fullName: 'Ada Guest', email: 'ada@example.com', phone: '+15555550100' };
    const due = inHours(1 / 80);
    const booking = { reservationId: ID, listingId: 'space', guest, checkIn: inHours(-1) };
    await until(() => isTaken({ ...booking, checkOut: due }), 'a server that knows the attributes');
    expect(await house.openDoorsFor(ID)).toBeGreaterThan(0);
    // What a pass has found to be as it says is asked again only when a list shows it otherwise.
    await untilOld();
    for (const _pass of ['asks it', 'need not ask it'])
      expect(await pass(house, '--repair')).toMatchObject({ orphans: [], reported: [] });
    await house.temporal.workflowService.pauseWorkflowExecution(named());
    expect(await stateOf()).toBe('PAUSED');

    expect(await erase(ID)).toMatchObject({ code: 1, error: { type: 'StayIsOpen' } });
    const { notes } = await house.stays.show(ID);
    expect(notes).toEqual([expect.stringContaining('paused')]);
    const { stays } = await house.stays.list({ isRunning: true });
    expect(stays.map(({ reservationId }) => reservationId)).toEqual([ID]);

    await untilOverdue(due);
    expect(await house.openDoorsFor(ID)).toBeGreaterThan(0);
    expect(await pass(house, '--repair')).toMatchObject({ orphans: [ID], reported: [ID] });
    await until(async () => (await house.openDoorsFor(ID)) === 0, 'a shut door');
    expect(await stateOf()).toBe('PAUSED');

    await house.temporal.workflowService.unpauseWorkflowExecution(named());
    await until(async () => (await stateOf()) === 'COMPLETED', 'its own end');
    expect(await house.stays.show(ID)).toMatchObject({ phase: 'revoked', endedBy: 'check-out' });
  }, 180_000);

  it('if it is a pass of the reconciler, is named by the doctor after an hour, and the next one begins when it is ended', async () => {
    await callCli(['setup'], house.settings);
    const schedule = house.temporal.schedule.getHandle(RECONCILE_SCHEDULE);
    const started = async () => (await schedule.describe()).info.recentActions.at(-1)?.action;
    await atSandbox(house, 'outage', { seconds: 60 });
    await schedule.trigger();
    await until(async () => (await started()) !== undefined, 'a pass');
    const workflowId = (await started())?.workflow.workflowId ?? '';
    await house.temporal.workflowService.pauseWorkflowExecution(named(workflowId));
    await atSandbox(house, 'outage', { seconds: 0 });

    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7_200_000 });
    const { stdout } = await callCli(['doctor'], house.settings);
    vi.useRealTimers();
    expect(stdout).toContain(`✘ reconciler: No pass has ended for an hour: ${workflowId} has not.`);

    await house.temporal.workflow.getHandle(workflowId).terminate();
    // The schedule starts none until it has heard that this one has ended.
    const isNext = async (): Promise<boolean> => {
      await schedule.trigger();
      return (await started())?.workflow.workflowId !== workflowId;
    };
    await until(isNext, 'the next pass');
  }, 180_000);
});
