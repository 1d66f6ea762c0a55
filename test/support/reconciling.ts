import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { WorkflowNotFoundError } from '@temporalio/client';

import { stayWorkflowId } from '../../src/contract/names.ts';
import type { PassResult } from '../../src/contract/reconciling.ts';

import { callCli } from './cli.ts';
import type { LiveHouse, SeamObjects } from './live-house.ts';
import { reservationIn } from './whose.ts';

const COMES_WITHIN_MS = 90_000;
const LOOK_AGAIN_MS = 50;

/** The quiet period of a live house. */
export const QUIET_MS = 1_000;

/** What the command prints of a pass. */
export type PrintedPass = Omit<PassResult, 'memory'>;

/** An instant that many hours from now, ISO 8601. */
export function inHours(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString();
}

/** Makes one pass by the command line. */
export async function pass(
  house: LiveHouse,
  ...options: readonly '--repair'[]
): Promise<PrintedPass> {
  const { stdout, stderr } = await callCli(['reconcile', '--json', ...options], house.settings);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as PrintedPass;
}

/** Looks again and again until it is as it should be. */
export async function until(
  look: () => Promise<boolean>,
  what: string,
  withinMs = COMES_WITHIN_MS,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`It never came to: ${what}`);
    await delay(LOOK_AGAIN_MS);
  }
}

/** Resolves when everything that is at Seam now is old enough for the reconciler to look at. */
export async function untilOld(): Promise<void> {
  const made = Date.now();
  await until(async () => Date.now() > made + QUIET_MS, 'an older Seam');
}

/** Resolves when a stay with this check-out should have begun its end long ago: ten quiet periods. */
export async function untilOverdue(checkOut: string): Promise<void> {
  const overdue = Date.parse(checkOut) + 10 * QUIET_MS;
  await until(async () => Date.now() > overdue, 'a stay that is overdue');
}

/** Asks one of the sandbox's own routes to do something. */
export async function atSandbox(house: LiveHouse, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${house.settings['SEAM_ENDPOINT']}/_sandbox/${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${house.settings['SEAM_API_KEY']}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
}

/** The access users at Seam whose name begins with a reservation id. */
export async function usersOf(
  house: LiveHouse,
  reservationId: string,
): Promise<SeamObjects['acs_users']> {
  const { acs_users: users } = await house.objects();
  return users.filter((user) => reservationIn(user.full_name) === reservationId);
}

/** Deletes the workflow of a stay with its history, and waits until Temporal knows nothing of it. */
export async function deleteHistory({ temporal }: LiveHouse, id: string): Promise<void> {
  const workflowId = stayWorkflowId(id);
  await temporal.workflowService.deleteWorkflowExecution({
    namespace: temporal.options.namespace,
    workflowExecution: { workflowId },
  });
  const isGone = async (): Promise<boolean> =>
    temporal.workflow
      .getHandle(workflowId)
      .describe()
      .then(
        () => false,
        (error: unknown) => error instanceof WorkflowNotFoundError,
      );
  await until(isGone, `no workflow of ${id}`);
  const isUnlisted = async (): Promise<boolean> =>
    (await temporal.workflow.count(`WorkflowId = "${workflowId}"`)).count === 0;
  await until(isUnlisted, `${id} in no list`);
}

/** Resets the workflow of a stay to its very beginning. */
export async function resetToBeginning({ temporal }: LiveHouse, id: string): Promise<void> {
  const workflowId = stayWorkflowId(id);
  const { events } = await temporal.workflow.getHandle(workflowId).fetchHistory();
  const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
  if (!first?.eventId) throw new Error(`${id} has not begun`);
  await temporal.workflowService.resetWorkflowExecution({
    namespace: temporal.options.namespace,
    workflowExecution: { workflowId },
    reason: 'by mistake',
    requestId: randomUUID(),
    workflowTaskFinishEventId: first.eventId,
  });
}
