import type { StayState } from './state.ts';
import type { ActivityStep } from './step.ts';

/**
 * Whether a request that was received since makes a running step pointless: one after which another plan
 * is due, a hold, a release, or the end. A check, a retry or the same words once more never do, and
 * nothing interrupts the end's own steps.
 */
export function overtakes({ requests }: StayState, step: ActivityStep): boolean {
  return !step.isFinal && requests.overtaking !== step.overtaking;
}
