import { earlierCredentials } from './issues.ts';
import { isRemovable, remaining, type Ledger, type LedgerEntry } from './ledger.ts';
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
export function isReissued(view: View, request: OpenRequest): boolean {
  const { hold, access, ledger } = view.state;
  const isWell = isNewOneSeen(view) && !isUngranted(access.lastLook?.trouble);
  const isGone =
    credentialsToReplace(view).length === 0 &&
    !remaining(ledger).some((e) => mayBeOneBefore(e, ledger, request));
  return isWell && isGone && hold === undefined;
}

/** Whether an entry is one that a new PIN is to replace, or may turn out to be when somebody looks. */
function mayBeOneBefore(
  { id = '', scope, state, tag, isNamed, isProofDue }: LedgerEntry,
  ledger: Ledger,
  { replaces = [] }: OpenRequest,
): boolean {
  if (replaces.includes(id)) return true;
  // If a new PIN was the same code again, it goes as well for another: by that code the door opens still.
  if (tag !== undefined && ledger.some((e) => e.tag === tag && replaces.includes(e.id ?? '')))
    return true;
  // What a run left that was stopped from outside.
  if (scope.of === 'sighting' && state === 'asked' && !isNamed) return true;
  // A user is gone, and nobody has looked yet whether the PIN went along.
  const isOfReplaced = (e: LedgerEntry): boolean =>
    replaces.includes(e.id ?? '') && isSameScope(e.scope, scope);
  return isProofDue === true && ledger.some(isOfReplaced);
}
