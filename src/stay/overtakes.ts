import { cancelledBy } from './desired.ts';
import type { StayState } from './state.ts';
import type { ActivityStep } from './step.ts';

/**
 * Whether a request that was received since makes a running step pointless: one after which another plan
 * is due, a hold, a release, or the end. A check, a retry or the same words once more never do, and
 * nothing interrupts the end's own steps.
 */
export function overtakes(state: StayState, step: ActivityStep): boolean {
  if (step.isFinal || state.requests.overtaking === step.overtaking) return false;
  // The suspension of a held stay goes on although its guest is moved meanwhile.
  const isHoldsOwn = step.do === 'suspendAccess' && state.hold !== undefined;
  return !isHoldsOwn || cancelledBy(state) !== undefined;
}
