import { randomUUID } from 'node:crypto';

import { type Client, WithStartWorkflowOperation } from '@temporalio/client';
import { TypedSearchAttributes } from '@temporalio/common';

import { putStaySignal, putStayUpdate } from '../contract/messages.ts';
import { GUEST_STAY, stayWorkflowId, TASK_QUEUE } from '../contract/names.ts';
import type { Reservation, ReservationInput } from '../contract/reservation.ts';
import { stayListing, stayPhase } from '../contract/search-attributes.ts';

import type { Delivery } from './deliver.ts';

/**
 * How the payload of a put reaches its stay: it starts the workflow where none is open, in the same
 * request. The search attributes are set with the start, which saves the workflow an event.
 */
export function putDelivery(
  client: Client,
  reservation: Reservation,
  payload: ReservationInput,
): Delivery {
  const start = {
    workflowId: stayWorkflowId(reservation.reservationId),
    taskQueue: TASK_QUEUE,
    args: [payload],
    // A second put never makes a second run beside the first; one after the end opens a new run.
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    // Without the dates: it can never be changed, and the listing's clock is not known here.
    staticSummary: `Booked at ${reservation.listingId}`,
    typedSearchAttributes: new TypedSearchAttributes([
      { key: stayPhase, value: 'planning' },
      { key: stayListing, value: reservation.listingId },
    ]),
  } as const;
  return {
    update: () =>
      client.workflow.startUpdateWithStart(putStayUpdate, {
        args: [payload],
        // Its command id is for the stay: a put and a cancellation may have the same.
        updateId: randomUUID(),
        waitForStage: 'ACCEPTED',
        startWorkflowOperation: new WithStartWorkflowOperation(GUEST_STAY, {
          ...start,
          args: [payload],
        }),
      }),
    signal: () =>
      client.workflow.signalWithStart(GUEST_STAY, {
        ...start,
        args: [payload],
        signal: putStaySignal,
        signalArgs: [payload],
      }),
  };
}
