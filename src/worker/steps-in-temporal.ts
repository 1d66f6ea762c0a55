import type { Client } from '@temporalio/client';

import type { PendingActivity, StepsInTemporal } from '../../activities/index.ts';
import { grpcStatus } from '../client/grpc-status.ts';
import { ACTIVITY_TASKS, pollersOf } from '../client/pollers.ts';
import { timestampMs } from '../client/timestamp.ts';
import type { RunOfStay } from '../contract/steps.ts';

type Described = Awaited<ReturnType<Client['workflowService']['describeWorkflowExecution']>>;
type PendingInfo = Described['pendingActivities'][number];
type Failure = NonNullable<PendingInfo['lastFailure']>;

const CALL_WITHIN_MS = 10_000;

/** temporal.api.enums.v1.PendingActivityState */
const SCHEDULED = 1;
const PAUSED = 4;

/** google.rpc.Code */
const UNIMPLEMENTED = 12;

/** What Temporal tells of steps, by a client of the namespace. Throws what Temporal's client throws. */
export function stepsInTemporal(client: Client): StepsInTemporal {
  const { workflowService: service } = client;
  const { namespace } = client.options;
  const within = <T>(call: () => Promise<T>): Promise<T> =>
    client.withDeadline(Date.now() + CALL_WITHIN_MS, call);
  return {
    async pendingActivities(run) {
      const execution = { workflowId: run.workflowId, runId: run.runId };
      // A handle's own `describe` also decodes the memo, and fails where its key is lost.
      const { pendingActivities } = await within(() =>
        service.describeWorkflowExecution({ namespace, execution }),
      );
      return Promise.all(pendingActivities.map((info) => readPending(client, run, info)));
    },

    async hasPollers(taskQueue, now) {
      const queue = { namespace, taskQueue, kind: ACTIVITY_TASKS } as const;
      try {
        return (await within(() => pollersOf(service, queue, now))).length > 0;
      } catch (error) {
        if (grpcStatus(error) === UNIMPLEMENTED) return undefined;
        throw error;
      }
    },
  };
}

async function readPending(
  client: Client,
  run: RunOfStay,
  info: PendingInfo,
): Promise<PendingActivity> {
  const { lastFailure } = info;
  const state = stateOf(info);
  return {
    activityType: info.activityType?.name ?? '',
    state,
    // The number of an attempt counts from the moment at which the one before it has failed.
    attempts: Math.max(1, info.attempt ?? 1) - (state === 'started' ? 0 : 1),
    ...(lastFailure && { lastFailure: await readFailure(client, run, info, lastFailure) }),
  };
}

function stateOf(info: PendingInfo): PendingActivity['state'] {
  const state = Number(info.state);
  if (state === SCHEDULED) return info.nextAttemptScheduleTime ? 'pausing' : 'queued';
  if (state === PAUSED) return 'pausing';
  // Only the time-skipping server calls one started whose attempt is over: it tells of no pause at all.
  const hasEnded = timestampMs(info.lastAttemptCompleteTime) >= timestampMs(info.lastStartedTime);
  return info.lastAttemptCompleteTime && hasEnded ? 'pausing' : 'started';
}

async function readFailure(
  client: Client,
  { workflowId }: RunOfStay,
  { activityId }: PendingInfo,
  { applicationFailureInfo, timeoutFailureInfo }: Failure,
): Promise<NonNullable<PendingActivity['lastFailure']>> {
  if (timeoutFailureInfo) return 'timed-out';
  const { payloadConverter, payloadCodecs } = client.options.loadedDataConverter;
  const context = {
    type: 'activity',
    namespace: client.options.namespace,
    workflowId,
    isLocal: false,
    ...(activityId && { activityId }),
  } as const;
  const decode = async (): Promise<readonly unknown[]> => {
    let payloads = applicationFailureInfo?.details?.payloads ?? [];
    for (const codec of payloadCodecs.toReversed()) {
      payloads = await codec.decode(payloads, context);
    }
    return payloads.map((payload) => payloadConverter.fromPayload(payload, context));
  };
  return {
    type: applicationFailureInfo?.type ?? undefined,
    // Where their key is lost, the type still tells what is the matter.
    details: await decode().catch(() => []),
  };
}
