/** Task queue of the workflows and of the activities that do not talk to Seam. */
export const TASK_QUEUE = 'nightlatch';

/** Task queue of the Seam steps: rate limited, with priorities. */
export const SEAM_TASK_QUEUE = 'nightlatch-seam';

/** Task queue of the deliveries of events. */
export const WEBHOOKS_TASK_QUEUE = 'nightlatch-webhooks';

/** Workflow types, as a backend in any language names them. */
export const GUEST_STAY = 'guestStay';
export const CLOSE_STAY = 'closeStay';
export const RECONCILE = 'reconcile';
export const ANNOUNCE_STAY = 'announceStay';

/** Id of the Temporal Schedule that starts the reconciler. */
export const RECONCILE_SCHEDULE = 'nightlatch-reconcile';

const STAY_PREFIX = 'stay:';
const CLOSE_PREFIX = 'close:';

/** The workflow id of a reservation's stay. */
export function stayWorkflowId(reservationId: string): string {
  return STAY_PREFIX + reservationId;
}

/** The workflow id under which the access of a stay is ended whose own run cannot be read. */
export function closeWorkflowId(reservationId: string): string {
  return CLOSE_PREFIX + reservationId;
}

/** The reservation id inside a stay's workflow id, or undefined if it is another workflow's. */
export function reservationIdOf(workflowId: string): string | undefined {
  return workflowId.startsWith(STAY_PREFIX) ? workflowId.slice(STAY_PREFIX.length) : undefined;
}

/** The id of the workflow that delivers the events of a stay. */
export function announceWorkflowId(reservationId: string): string {
  return `announce:${reservationId}`;
}
