import { randomUUID } from 'node:crypto';

import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import {
  type SearchAttributePair,
  type SignalDefinition,
  TypedSearchAttributes,
  type UpdateDefinition,
} from '@temporalio/common';

import { GUEST_STAY, stayWorkflowId, TASK_QUEUE } from '../contract/names.ts';
import type { Verdict } from '../contract/verdict.ts';

import type { Delivery } from './deliver.ts';

/** How the run begins, if the message begins one. */
export interface Start {
  readonly reservationId: string;
  /** The workflow's one argument. */
  readonly argument: unknown;
  /** For people, in the Temporal UI: it can never be changed. */
  readonly summary: string;
  /** Set with the start, which saves the workflow an event. */
  readonly attributes: SearchAttributePair[];
}

/** A message of one name, as update and as signal. */
export interface Message {
  readonly update: UpdateDefinition<Verdict, [unknown]>;
  readonly signal: SignalDefinition<[unknown]>;
  readonly payload: unknown;
}

/**
 * How a message reaches its stay that begins a run where none is open, in the same request. It never
 * makes a second run beside the first; one after the end opens a new run.
 */
export function startingDelivery(client: Client, start: Start, message: Message): Delivery {
  const { update, signal, payload } = message;
  const options = {
    workflowId: stayWorkflowId(start.reservationId),
    taskQueue: TASK_QUEUE,
    args: [start.argument] as [unknown],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: start.summary,
    typedSearchAttributes: new TypedSearchAttributes(start.attributes),
  } as const;
  // Its command id is for the stay: a put and a cancellation may have the same. Sent again, it is the same update.
  const updateId = randomUUID();
  return {
    update: () =>
      client.workflow.startUpdateWithStart(update, {
        args: [payload],
        updateId,
        waitForStage: 'ACCEPTED',
        startWorkflowOperation: new WithStartWorkflowOperation(GUEST_STAY, options),
      }),
    signal: () =>
      client.workflow.signalWithStart(GUEST_STAY, { ...options, signal, signalArgs: [payload] }),
  };
}
