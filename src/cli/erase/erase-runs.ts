import { setTimeout as delay } from 'node:timers/promises';

import type { Client, WorkflowExecutionStatusName } from '@temporalio/client';

import { StayError } from '../../client/errors.ts';
import { isNotFound } from '../../client/grpc-status.ts';
import { isOpenRun } from '../../client/open-runs.ts';
import { announceWorkflowId, closeWorkflowId, stayWorkflowId } from '../../contract/names.ts';

import { deleteRun } from './delete-run.ts';

/** A run of a stay that Temporal still knows. */
interface KnownRun {
  readonly runId: string;
  readonly state: WorkflowExecutionStatusName;
  readonly startTime: Date;
}

/** What of a stay's runs is gone. */
export interface ErasedRuns {
  readonly count: number;
  /** When the first of them began, epoch milliseconds; 0 if there was none. */
  readonly since: number;
}

/** Temporal deletes in the background. */
const GONE_WITHIN_MS = 120_000;
const LOOK_AGAIN_MS = 250;
/** How a run ends that may have left something at Seam. */
const UNPROVEN: ReadonlySet<string | undefined> = new Set(['TERMINATED', 'TIMED_OUT', 'CANCELLED']);

/**
 * Deletes every run of a closed stay and of what delivers its events, and waits until Temporal knows none of them,
 * neither by its id nor in its lists. Events that no receiver has taken are not sent any more.
 *
 * @throws StayError `StayIsOpen`, or `StayNotProven` before anything is deleted; `TemporalFailed` if a
 * run does not go
 */
export async function eraseRuns(client: Client, reservationId: string): Promise<ErasedRuns> {
  const stay = stayWorkflowId(reservationId);
  const announcer = announceWorkflowId(reservationId);
  // Of a stay that could not be read the reconciler has shut the door, by a run beside its own.
  const apart = closeWorkflowId(reservationId);
  const asked = new Map<string, number>();
  const deadline = Date.now() + GONE_WITHIN_MS;
  for (;;) {
    const runs = await runsOf(client, stay);
    const announcing = await runsOf(client, announcer);
    const closing = await runsOf(client, apart);
    const left = runs.length + closing.length + announcing.length;
    if (left === 0) break;
    for (const each of [runs, closing]) requireEnded(reservationId, each, asked.size > 0);
    for (const { runId, startTime } of closing) {
      if (!asked.has(runId)) await deleteRun(client, apart, runId);
      asked.set(runId, startTime.getTime());
    }
    for (const { runId, startTime } of runs) {
      if (!asked.has(runId)) await deleteRun(client, stay, runId);
      asked.set(runId, startTime.getTime());
    }
    for (const { runId, startTime } of announcing) {
      // An open one goes as well: the server ends what it deletes.
      if (!asked.has(runId)) await deleteRun(client, announcer, runId);
      asked.set(runId, startTime.getTime());
    }
    if (Date.now() > deadline) throw stillThere(reservationId, left);
    await delay(LOOK_AGAIN_MS);
  }
  return { count: asked.size, since: asked.size === 0 ? 0 : Math.min(...asked.values()) };
}

/** By the lists, which are a moment behind, and by the id, which is not. The newest first. */
async function runsOf(client: Client, workflowId: string): Promise<readonly KnownRun[]> {
  const runs = new Map<string, KnownRun>();
  const take = ({ runId, status, startTime }: Known): void =>
    void runs.set(runId, { runId, state: status.name, startTime });
  const query = `WorkflowId = "${workflowId}"`;
  for await (const run of client.workflow.list({ query })) take(run);
  try {
    take(await client.workflow.getHandle(workflowId).describe());
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  return [...runs.values()].toSorted((a, b) => b.startTime.getTime() - a.startTime.getTime());
}

interface Known {
  readonly runId: string;
  readonly status: { readonly name: WorkflowExecutionStatusName };
  readonly startTime: Date;
}

function requireEnded(id: string, runs: readonly KnownRun[], isBegun: boolean): void {
  if (runs.some(({ state }) => isOpenRun(state))) {
    const isPaused = runs.some(({ state }) => state === 'PAUSED');
    throw new StayError(
      'StayIsOpen',
      `The stay for reservation ${id} is open: its history is what shuts its door.`,
      (isPaused ? 'It is paused: unpause it at Temporal first. ' : '') +
        `Unless it is ending, cancel it with "nightlatch stay cancel ${id}". Erase it when its access is proven gone.`,
    );
  }
  if (isBegun || !UNPROVEN.has(runs[0]?.state)) return;
  throw new StayError(
    'StayNotProven',
    `The stay for reservation ${id} was stopped from outside: something of it may be at Seam, and its history tells what.`,
    'Run "nightlatch reconcile --repair", and erase it when the run that this begins has ended.',
  );
}

function stillThere(id: string, count: number): StayError {
  return new StayError(
    'TemporalFailed',
    `${count} runs of the stay for reservation ${id}, or of what delivers its events, are not gone yet.`,
    'Temporal deletes in the background: run it again in a minute.',
  );
}
