import { isStepRefused } from './granting.ts';
import { isMoveRefused } from './moving.ts';
import { wantedFingerprint, type View } from './view.ts';

/**
 * Whether something of the access that the plan wants was refused for good, and is not there all the same: it waits
 * for a change, a retry or the end. What was refused of the room that the guest leaves, or of a PIN that is wanted no
 * more, keeps nothing from it.
 */
export function isBlocked(view: View): boolean {
  const isLookRefused = view.state.tries['confirmAccess']?.isRefused === true;
  return isLookRefused || isStepRefused(view) || isMoveRefused(view);
}

/**
 * Whether Seam was seen to hold the access as the plan wants it, and nothing of it was refused since. A create that is
 * unconfirmed (`isUnconfirmed`) is another matter: it has no answer.
 */
export function isConfirmed(view: View): boolean {
  return view.state.access.confirmedFor === wantedFingerprint(view) && !isBlocked(view);
}
