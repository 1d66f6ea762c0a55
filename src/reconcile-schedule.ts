import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { type Client, ScheduleAlreadyRunning, type ScheduleDescription } from '@temporalio/client';
// The SDK's own update of a schedule sends no conflict token, so ours is put together by hand.
import {
  encodeScheduleAction,
  encodeSchedulePolicies,
} from '@temporalio/client/lib/schedule-helpers.js';

import { StayError } from './client/errors.ts';
import { grpcStatus } from './client/grpc-status.ts';
import { sealFacts } from './codec/seal.ts';
import { RECONCILE, RECONCILE_SCHEDULE, TASK_QUEUE } from './contract/names.ts';

/**
 * How long a pass of the reconciler may take, in milliseconds. The first one asks every stay: 10,000 took more than ten
 * minutes on slow processors.
 */
export const PASS_WITHIN_MS = 3_600_000;

// Durations in milliseconds, as a schedule describes itself.
const action = {
  type: 'startWorkflow' as const,
  workflowType: RECONCILE,
  workflowId: RECONCILE_SCHEDULE,
  taskQueue: TASK_QUEUE,
  args: [{ repair: true }],
  // It is no stay: a pass that hangs must not keep those after it from starting.
  workflowExecutionTimeout: PASS_WITHIN_MS,
};
// What was missed while Temporal was away is not made up for: the next pass sees everything.
const policies = { overlap: 'SKIP' as const, catchupWindow: 60_000 };

/** How long a correction may take to be heard, in milliseconds. */
const HEARD_WITHIN_MS = 30_000;
const LOOK_AGAIN_MS = 200;
/** gRPC's number for FAILED_PRECONDITION: somebody else has written since our look. */
const OVERTAKEN: number = 9;

/**
 * Makes sure that the reconciler runs every 15 minutes. Safe to repeat: a schedule that is there is
 * written only if what it starts differs, and its times and its pause stay the operator's.
 *
 * @throws StayError `TemporalFailed` if it takes no correction; Temporal's own error
 */
export async function ensureReconcileSchedule(client: Client): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: RECONCILE_SCHEDULE,
      // Counted in UTC, so that no clock change doubles or drops a pass.
      spec: { intervals: [{ every: '15 minutes' }] },
      action,
      policies,
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    await correct(client);
  }
}

/** Corrects a schedule until it is seen to be right: many servers drop a stale update without a word. */
async function correct(client: Client): Promise<void> {
  const schedule = client.schedule.getHandle(RECONCILE_SCHEDULE);
  const deadline = Date.now() + HEARD_WITHIN_MS;
  for (;;) {
    const seen = await schedule.describe();
    const isRight = holds(seen.action, action) && holds(seen.policies, policies);
    if (isRight && (await isUnderFirstKey(client, seen))) return;
    if (Date.now() > deadline) {
      throw new StayError(
        'TemporalFailed',
        `The schedule ${RECONCILE_SCHEDULE} takes no correction.`,
        'Run "nightlatch setup" again while nobody else changes it.',
      );
    }
    await write(client, seen);
    await delay(LOOK_AGAIN_MS);
  }
}

/** Whether what is started is encrypted as it would be now: an older key could never be dropped. */
async function isUnderFirstKey(client: Client, { raw }: ScheduleDescription): Promise<boolean> {
  const { namespace, loadedDataConverter } = client.schedule.options;
  const now = await encodeScheduleAction(loadedDataConverter, namespace, action, {});
  const [wanted, seen] = [now, raw.schedule?.action].map((one) =>
    one?.startWorkflow?.input?.payloads?.map((payload) => sealFacts(payload)),
  );
  return isDeepStrictEqual(wanted, seen);
}

/** Writes what we want of a schedule over what was seen, unless somebody has written since. */
async function write(client: Client, { raw, ...seen }: ScheduleDescription): Promise<void> {
  const { namespace, identity, loadedDataConverter } = client.schedule.options;
  const wanted = { ...seen.action, ...action };
  const headers = raw.schedule?.action?.startWorkflow?.header?.fields ?? {};
  try {
    await client.workflowService.updateSchedule({
      namespace,
      identity,
      requestId: randomUUID(),
      scheduleId: RECONCILE_SCHEDULE,
      schedule: {
        ...raw.schedule,
        action: await encodeScheduleAction(loadedDataConverter, namespace, wanted, headers),
        policies: encodeSchedulePolicies({ ...seen.policies, ...policies }),
      },
      conflictToken: raw.conflictToken ?? null,
    });
  } catch (error) {
    if (grpcStatus(error) !== OVERTAKEN) throw error;
  }
}

/** Whether an object has every field of another, with the same value. */
function holds(object: object, fields: object): boolean {
  const held: Readonly<Record<string, unknown>> = { ...object };
  return Object.entries(fields).every(([name, value]) => isDeepStrictEqual(held[name], value));
}
