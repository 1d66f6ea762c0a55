import { isConfirmed } from './blocked.ts';
import { remaining, type Ledger, type LedgerEntry } from './ledger.ts';
import { attemptsOf, removalDue, triedRemoval } from './removal.ts';
import { provingStep, revokingStep } from './revoking.ts';
import { isSameScope, scopeKey, sightingIn } from './scope.ts';
import { PRIORITY, stepKey, type Target } from './step.ts';
import { isAwaited, isOutcomeUnseen, isUnconfirmed } from './unconfirmed.ts';
import {
  entriesHere,
  keptUserIds,
  latestOf,
  longestUntried,
  paced,
  stepOf,
  type Due,
  type View,
} from './view.ts';

/**
 * What a stay that is held still does: it has the guest's access suspended, or revoked where the access
 * system knows no suspension, and looks for creates that commit late.
 */
export function suspendingStep(view: View): Due {
  const { state, now } = view;
  if (state.hold === undefined) return undefined;
  // A user of another room or guest who is not suspended delays neither what is to shut here, nor each other.
  const others = usersNotGone(view).filter((e) => isToSuspend(e, now));
  return longestUntried(state, [
    suspendingHere(view),
    ...others.map((user) => suspensionOf(view, user)),
  ]);
}

function suspendingHere(view: View): Due {
  const { state, closesAt, now } = view;
  const users = usersHere(view);
  const user = users.find((e) => isToSuspend(e, now));
  if (user !== undefined) return suspensionOf(view, user);
  const target = targetHere(view);
  if (users.some((e) => e.cannotSuspend))
    return revokingStep(state, target, now, { until: closesAt });
  if (!entriesHere(view).some((e) => isLateHere(view, e))) return undefined;
  const suspended = users.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const look = { ...target, keptUserIds: [...target.keptUserIds, ...suspended] };
  return paced(state, provingStep(state, look, { until: closesAt }), now);
}

function suspensionOf(view: View, { id, scope }: LedgerEntry): Due {
  if (id === undefined) return undefined;
  const { state, closesAt, now } = view;
  const step = stepOf(
    state,
    'suspendAccess',
    {
      about: id,
      summary: 'Suspend the access',
      effect: 'revoking',
      priority: PRIORITY.shutsADoor,
      until: closesAt,
      attempts: attemptsOf(state, stepKey('suspendAccess', id)),
    },
    {
      input: switchInput(view, id),
      about: { userId: id, keys: [{ kind: 'access-user', scope, id }] },
    },
  );
  return paced(state, step, now);
}

/**
 * The step that resumes the access of a stay that was released. What the access system does not resume goes: with
 * an access that is made anew the guest gets in, who would stand before a shut door otherwise.
 */
export function resumingStep(view: View): Due {
  const user = usersHere(view).find((e) => e.suspendedAt !== undefined || e.isSwitching);
  if (user?.cannotResume) return removalDue(view, user);
  return user && resumptionOf(view, user);
}

/**
 * A guest whose stay is released and who is moved in one breath gets in where they were, as long as the new access is
 * not seen well: the step that resumes that. What was to go during the hold stays shut.
 */
export function resumingElsewhere(view: View): Due {
  const { state, planned, scope, closesAt, now } = view;
  if (state.hold !== undefined || now >= closesAt || isConfirmed(view)) return undefined;
  const user = remaining(state.ledger).find(
    (e) =>
      e.kind === 'access-user' &&
      e.scope.of === 'access' &&
      e.scope.guest === planned.guest &&
      !isSameScope(e.scope, scope) &&
      !e.isReplaced &&
      !e.cannotResume &&
      e.removalAskedAt === undefined &&
      (e.suspendedAt !== undefined || e.isSwitching),
  );
  return user && resumptionOf(view, user);
}

function resumptionOf(view: View, { id, scope }: LedgerEntry): Due {
  if (id === undefined) return undefined;
  const step = stepOf(
    view.state,
    'resumeAccess',
    {
      about: id,
      summary: 'Resume the access',
      effect: 'granting',
      priority: PRIORITY.finishesAGuest,
      until: latestOf(view),
    },
    { input: switchInput(view, id), about: { userId: id, keys: [{ kind: 'access-user', scope }] } },
  );
  return paced(view.state, step, view.now);
}

/**
 * Whether a user is to be suspended: it is not yet, or a late request of ours may have resumed it since. Once that is
 * over, it is suspended once more.
 */
function isToSuspend(entry: LedgerEntry, now: number): boolean {
  const { cannotSuspend, suspendedAt, unconfirmedUntil } = entry;
  if (cannotSuspend) return false;
  if (suspendedAt === undefined || unconfirmedUntil === undefined) return suspendedAt === undefined;
  return isOutcomeUnseen(entry, now) && suspendedAt < unconfirmedUntil;
}

/** What a suspension or a resumption is told. `again`: a request of before may still undo what is asked for now. */
function switchInput({ state, plan, now }: View, userId: string) {
  const isTried = (['suspendAccess', 'resumeAccess'] as const).some(
    (name) => state.tries[stepKey(name, userId)] !== undefined,
  );
  // A request that has its answer is not carried out any more.
  const isOpen = state.ledger.some(
    (e) => e.id === userId && (e.isSwitching || isUnconfirmed(e, now)),
  );
  const again = isTried || isOpen;
  return { userId, again, quietPeriodMs: plan.quietPeriodMs };
}

/** Whether nobody gets in: everything of the access is suspended, or nothing of it is there. */
export function isSuspended(view: View): boolean {
  return (
    usersHere(view).every((e) => e.suspendedAt !== undefined) &&
    !entriesHere(view).some((e) => isLateHere(view, e))
  );
}

/**
 * Whether it can be told now if a create without an answer was carried out. What hangs on a user who is suspended opens
 * nothing, and is looked for once the stay is released.
 */
function isLateHere({ state, now }: View, entry: LedgerEntry): boolean {
  if (entry.userId !== undefined && entry.state === 'live') return false;
  if (suspendedHolderOf(state.ledger, entry) !== undefined) return false;
  return isOutcomeUnseen(entry, now) || (entry.state === 'asked' && !isAwaited(entry, now));
}

/**
 * The suspended access user on whom an entry hangs: also a credential without an answer, of which nobody knows yet
 * whether it is there. Undefined where it hangs on none.
 */
export function suspendedHolderOf(
  ledger: Ledger,
  { kind, scope }: LedgerEntry,
): LedgerEntry | undefined {
  if (kind !== 'credential' && kind !== 'membership') return undefined;
  return ledger.find(
    (e) => e.state === 'live' && e.suspendedAt !== undefined && isSameScope(e.scope, scope),
  );
}

function usersHere(view: View): readonly LedgerEntry[] {
  return entriesHere(view).filter((e) => e.kind === 'access-user' && e.id !== undefined);
}

/**
 * Access users of rooms and guests before that were to go at once, and did not: nobody is to get in with them either.
 * One of them that Seam does not know any more is looked for as what was seen, and removed.
 */
function usersNotGone({ state, scope }: View): readonly LedgerEntry[] {
  return remaining(state.ledger).filter(
    (e) =>
      e.kind === 'access-user' &&
      e.state === 'live' &&
      e.id !== undefined &&
      e.scope.of === 'access' &&
      !isSameScope(e.scope, scope) &&
      (triedRemoval(state, e)?.count ?? 0) > 0,
  );
}

function targetHere({ state, scope }: View): Target {
  const scopes = [scopeKey(scope), scopeKey(sightingIn(scope.systemId))];
  return { scopes, keptUserIds: keptUserIds(state, scopes) };
}
