/** Far more than workflow code needs in one task, and soon over. */
export const MOST_TURNS = 10_000;

/**
 * Workflow code goes on and on without waiting for anything that is not so already. Temporal's own
 * worker gives such a task up as a deadlock.
 */
export class NeverWaits extends Error {
  override readonly name = 'NeverWaits';

  constructor() {
    super(`workflow code has gone on ${MOST_TURNS} times without waiting for anything`);
  }
}
