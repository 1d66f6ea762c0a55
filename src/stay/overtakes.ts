import { cancelledBy } from './desired.ts';
import type { StayState } from './state.ts';
import { PRIORITY, type ActivityStep } from './step.ts';
import { doesAnybodyWait } from './view.ts';

/**
 * Whether a request that was received since makes a running step pointless: one after which another plan is due, a
 * hold, a release, or the end. A check, a retry or the same request once more never do, and nothing interrupts the
 * end's own steps. But a look or a removal that nobody waited for has its turn after everybody at a door: it is begun
 * anew, before them, for whoever waits by now.
 */
export function overtakes(state: StayState, step: ActivityStep): boolean {
  if (step.isFinal) return false;
  if (isInTheWay(state, step)) return true;
  if (state.requests.overtaking === step.overtaking) return false;
  // The suspension of a held stay goes on although its guest is moved meanwhile.
  const isHoldsOwn = step.do === 'suspendAccess' && state.hold !== undefined;
  return !isHoldsOwn || cancelledBy(state) !== undefined;
}

/** Whether nobody waits for a step of a stay that lives: whoever begins to wait interrupts it. */
export function isForNobody(step: ActivityStep): boolean {
  return !step.isFinal && step.priority >= PRIORITY.worksAhead && LOOKS_OR_REMOVES.has(step.do);
}

/** Whether nobody waits for a step, while somebody waits for what comes after it. */
function isInTheWay(state: StayState, step: ActivityStep): boolean {
  return isForNobody(step) && state.requests.received > step.received && doesAnybodyWait(state);
}

/** Begun anew, these do no harm; a create may be carried out late. */
const LOOKS_OR_REMOVES: ReadonlySet<ActivityStep['do']> = new Set([
  'confirmAccess',
  'proveAbsence',
  'removeCredential',
  'removeAccessUser',
  'removeIdentity',
]);
