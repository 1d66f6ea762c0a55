import type { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';

import { stayWorkflowId } from '../../src/contract/names.ts';

import type { LedgerLine } from './seam-watch.ts';

/** A step of a stay's history. */
export interface Step {
  /** With a number where its turns differ in meaning. */
  readonly name: string;
  /** Epoch milliseconds; a step that is tried again keeps it, while its start is overwritten. */
  readonly scheduledAt: number;
}

/** The same look at Seam means something else each time that it proves: left, gone, still gone. */
const TOLD_APART = 'proveAbsence';

/** The steps of a stay, in the order in which its workflow asked for them. */
export async function stepsOf(client: Client, reservationId: string): Promise<readonly Step[]> {
  const handle = client.workflow.getHandle(stayWorkflowId(reservationId));
  const { events } = await handle.fetchHistory();
  const steps: Step[] = [];
  let proofs = 0;
  for (const { eventTime, activityTaskScheduledEventAttributes: scheduled } of events ?? []) {
    const name = scheduled?.activityType?.name ?? undefined;
    if (name === undefined) continue;
    if (name === TOLD_APART) proofs += 1;
    steps.push({
      name: name === TOLD_APART ? `${name} ${proofs}` : name,
      scheduledAt: optionalTsToMs(eventTime) ?? 0,
    });
  }
  return steps;
}

/** The step that made a request: they follow each other, so the time tells. */
export function stepOf(steps: readonly Step[], request: LedgerLine): Step | undefined {
  // The ledger's instants are cut to whole milliseconds.
  const arrivedBy = Date.parse(request.arrived_at) + 1;
  return steps.findLast(({ scheduledAt }) => scheduledAt < arrivedBy);
}
