import { isStepRefused } from './granting.ts';
import { issueKey } from './issues.ts';
import { isWindowRefused } from './moving-window.ts';
import { stepKey } from './step.ts';
import { wantedFingerprint, type View } from './view.ts';

/**
 * Whether something of the access that the plan wants was refused for good, and is not there all the same: the stay waits
 * for a change, a retry or the end. A refusal about the room that the guest leaves, or about a PIN that is wanted no
 * more, does not count.
 */
export function isBlocked(view: View): boolean {
  const { tries, access } = view.state;
  if (!Object.values(tries).some(({ isRefused }) => isRefused)) return false;
  const look = stepKey('confirmAccess', issueKey(view.scope, access.issue));
  const isLookRefused = tries[look]?.isRefused === true;
  return isLookRefused || isStepRefused(view) || isWindowRefused(view);
}

/**
 * Whether the access was seen at Seam as the plan wants it, and nothing of it was refused since. A create that is
 * unconfirmed (`isUnconfirmed`) is another matter: it has no answer.
 */
export function isConfirmed(view: View): boolean {
  return view.state.access.confirmedFor === wantedFingerprint(view) && !isBlocked(view);
}
