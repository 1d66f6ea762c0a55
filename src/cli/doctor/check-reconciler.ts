import type { Connection } from '@temporalio/client';

import { isNotFound } from '../../client/grpc-status.ts';
import { OPEN_RUNS } from '../../client/open-runs.ts';
import { timestampMs } from '../../client/timestamp.ts';
import { RECONCILE, RECONCILE_SCHEDULE, SEAM_TASK_QUEUE } from '../../contract/names.ts';
import { EXIT } from '../exit-code.ts';
import { distance } from '../text/moment.ts';

import { type Check, type Finding, look } from './check.ts';

/** As long as the alert ReconcilerStale waits. */
const STALE_MS = 3_600_000;
const LAST_PASSES = 10;
const NAME = 'reconciler';

/** What Temporal tells of the schedule and of its passes; times in epoch milliseconds, 0 for never. */
export interface Passes {
  readonly state: 'runs' | 'paused' | 'missing';
  readonly madeMs: number;
  readonly lastEndMs: number;
  /** The workflow id of a pass that has not ended. */
  readonly running?: string;
}

/** Looks whether passes of the reconciler are started, and whether one has ended within the hour. */
export async function checkReconciler(connection: Connection, namespace: string): Promise<Finding> {
  const { finding, value } = await look(
    NAME,
    () => readPasses(connection, namespace),
    ({ lastEndMs }) =>
      lastEndMs === 0
        ? 'Its schedule is there, and no pass has ended yet.'
        : `The last pass ended ${distance(lastEndMs - Date.now())}.`,
  );
  const trouble = value && troubleOf(value, Date.now());
  return trouble ? { name: NAME, ok: false, exitCode: EXIT.refused, ...trouble } : finding;
}

/** What is the matter with the passes, and what to do, at a moment in epoch milliseconds; undefined if they are as they should be. */
export function troubleOf(
  { state, madeMs, lastEndMs, running }: Passes,
  now: number,
): Pick<Check, 'message' | 'next'> | undefined {
  if (state === 'missing')
    return {
      message: `The schedule ${RECONCILE_SCHEDULE} is not there: what no stay looks after is not found.`,
      next: 'Run "nightlatch setup".',
    };
  if (state === 'paused')
    return {
      message: `The schedule ${RECONCILE_SCHEDULE} is paused: what no stay looks after is not found.`,
      next: `Unpause it in the Temporal UI, or by: temporal schedule toggle --schedule-id ${RECONCILE_SCHEDULE} --unpause`,
    };
  if (now - Math.max(madeMs, lastEndMs) < STALE_MS) return undefined;
  return running === undefined
    ? {
        message: 'No pass has ended for an hour.',
        next: 'Run "nightlatch setup", which corrects what the schedule starts.',
      }
    : {
        message: `No pass has ended for an hour: ${running} has not.`,
        next: `If many tasks wait on ${SEAM_TASK_QUEUE}, see to that: a pass comes last. Else run "nightlatch setup", and terminate that workflow: it is no stay.`,
      };
}

async function readPasses(connection: Connection, namespace: string): Promise<Passes> {
  const [completed, unended] = await Promise.all([
    passesBy(connection, namespace, 'ExecutionStatus = "Completed"'),
    // Of a pass that is paused a server says that it does not run; and not every server tells which ones its schedule has started.
    passesBy(connection, namespace, OPEN_RUNS),
  ]);
  const [oldest] = unended.toSorted((a, b) => timestampMs(a.startTime) - timestampMs(b.startTime));
  const running = oldest?.execution?.workflowId;
  const passes = {
    lastEndMs: Math.max(0, ...completed.map(({ closeTime }) => timestampMs(closeTime))),
    ...(running && { running }),
  };
  try {
    // A handle's own `describe` also decodes what is started, and fails where its key is lost.
    const { schedule, info } = await connection.workflowService.describeSchedule({
      ...{ namespace, scheduleId: RECONCILE_SCHEDULE },
    });
    const state = schedule?.state?.paused === true ? 'paused' : 'runs';
    return { ...passes, state, madeMs: timestampMs(info?.createTime) };
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return { ...passes, state: 'missing', madeMs: 0 };
  }
}

/** The newest passes of which a condition of Temporal's list is true. */
async function passesBy(connection: Connection, namespace: string, condition: string) {
  const query = `WorkflowType = "${RECONCILE}" AND ${condition}`;
  const { executions } = await connection.workflowService.listWorkflowExecutions({
    ...{ namespace, query, pageSize: LAST_PASSES },
  });
  return executions;
}
