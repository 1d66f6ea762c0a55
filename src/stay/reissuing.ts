import { earlierCredentials } from './issues.ts';
import { isRemovable, remaining, type LedgerEntry } from './ledger.ts';
import { isSameScope } from './scope.ts';
import type { OpenRequest } from './state.ts';
import { isUngranted } from './trouble.ts';
import { accessHere, isGrantDue, type View } from './view.ts';

/*
 * A PIN or key in place of one that the guest had is issued, seen and answered by itself, and the one before goes, also
 * while something else of the stay is refused or fails: others know the PIN, or the guest has none by now.
 */

/** What is to go once the new PIN or key was seen, the earliest first. */
export function credentialsToReplace({ state, scope }: View): readonly LedgerEntry[] {
  return earlierCredentials(state.ledger, scope, state.access.issue).filter(isRemovable);
}

/** Whether the guest has, or had, a PIN or key of this access that was seen well. */
export function hasHadOne({ state, scope }: View): boolean {
  const { ledger, access } = state;
  return ledger.some(
    ({ kind, id, scope: of }) =>
      kind === 'credential' &&
      id !== undefined &&
      id === access.credentialId &&
      isSameScope(of, scope),
  );
}

/** Whether the new one is there, and nobody has seen yet that it is well. */
export function isNewOneUnseen(view: View): boolean {
  const isThere = accessHere(view) !== undefined && hasHadOne(view);
  return isThere && isGrantDue(view) && view.state.hold === undefined && !isNewOneSeen(view);
}

/** Whether a look has seen that the credential which is wanted is well. */
export function isNewOneSeen(view: View): boolean {
  const { credentialId } = view.state.access;
  return credentialId !== undefined && accessHere(view)?.credential.id === credentialId;
}

/** Whether a reissue is done: the new one was seen well, and the one before is gone, wherever it opened. */
export function isReissued(view: View, { replaces = [] }: OpenRequest): boolean {
  const { hold, access, ledger } = view.state;
  // Nobody has looked yet what a run left that was stopped from outside: the one before may be among it.
  const isUnseen = ({ scope, state, isNamed }: LedgerEntry): boolean =>
    scope.of === 'sighting' && state === 'asked' && !isNamed;
  const mayOpen = (e: LedgerEntry): boolean => replaces.includes(e.id ?? '') || isUnseen(e);
  const isGone = credentialsToReplace(view).length === 0 && !remaining(ledger).some(mayOpen);
  const isWell = isNewOneSeen(view) && !isUngranted(access.lastLook?.trouble);
  return isWell && isGone && hold === undefined;
}
