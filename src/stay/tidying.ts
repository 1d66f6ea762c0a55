import { isConfirmed } from './blocked.ts';
import { groupsIn } from './ledger-ids.ts';
import { remaining, type LedgerEntry } from './ledger.ts';
import { credentialsToReplace, isNewOneSeen } from './reissuing.ts';
import { removalDue } from './removal.ts';
import { revokingStep } from './revoking.ts';
import { isSameScope, scopeKey, sightingIn, systemOf, type Scope } from './scope.ts';
import type { StayState } from './state.ts';
import { PRIORITY, stepKey, type ActivityStep, type Target } from './step.ts';
import { isAwaited } from './unconfirmed.ts';
import {
  entriesHere,
  entriesOfGuestsBefore,
  keptUserIds,
  paced,
  stepOf,
  type Due,
  type View,
} from './view.ts';

/** After a reissue the old credential goes, once the new one was seen; at once while the stay is held. */
export function removeEarlierIssues(view: View): Due {
  if (!(mayTake(view) || isNewOneSeen(view))) return undefined;
  const dues = credentialsToReplace(view).map((entry) => removalDue(view, entry));
  return longestUntried(view.state, dues);
}

/** Leaves the doors that the plan does not have any more, once the new ones are confirmed. */
export function leaveGroups(view: View): Due {
  return mayTake(view) ? leavingStep(view) : undefined;
}

/**
 * Doors of one access system hang on one user, with one window. If a guest is moved to a room from an
 * earlier moment on, before the first one was theirs, they leave that one first: somebody else may be in
 * it until then. If that does not go, the guest is not kept out of the new room for it.
 */
export function leaveGroupsBeforeTheirTime(view: View): Due {
  const { state, plan, scope, now } = view;
  const user = userHere(view);
  const theirTime = Date.parse(user?.window?.opensAt ?? '');
  const isEarlier = now < theirTime && Date.parse(plan.opensAt) < theirTime;
  const isTried = state.tries[stepKey('leaveAccessGroups', scopeKey(scope))] !== undefined;
  return isEarlier && !isTried ? leavingStep(view) : undefined;
}

function userHere(view: View): LedgerEntry | undefined {
  return entriesHere(view).find((e) => e.kind === 'access-user' && e.state === 'live');
}

function leavingStep(view: View): Due {
  const { state, plan, scope, now, closesAt } = view;
  const groupIds = groupsIn(state.ledger, scope).filter((id) => !plan.accessGroupIds.includes(id));
  const user = userHere(view);
  if (groupIds.length === 0 || user?.id === undefined) return undefined;
  const about = scopeKey(scope);
  const again = state.tries[stepKey('leaveAccessGroups', about)] !== undefined;
  const { quietPeriodMs } = plan;
  const step = stepOf(
    state,
    'leaveAccessGroups',
    {
      about,
      summary: `Leave ${groupIds.length} access groups`,
      // The next guest may be given the room: a refusal is tried again.
      effect: 'revoking',
      priority: PRIORITY.shutsADoor,
      until: closesAt,
    },
    {
      input: { userId: user.id, groupIds, again, quietPeriodMs },
      about: { keys: groupIds.map((id) => ({ kind: 'membership', scope, id }) as const) },
    },
  );
  return paced(state, step, now);
}

/**
 * Revokes the access in other scopes, each in its turn, once the wanted one is confirmed. If a guest moves twice, and the
 * first room's user does not go, the second room is left all the same: what was not tried yet comes first.
 */
export function revokeElsewhere(view: View): Due {
  const { state, scope, now } = view;
  if (!mayTake(view)) return undefined;
  const elsewhere = remaining(state.ledger).filter(
    (e) => e.scope.of !== 'guest' && !isSameScope(e.scope, scope) && !isAwaited(e, now),
  );
  const scopes = new Map(elsewhere.map((e) => [scopeKey(e.scope), e.scope]));
  const dues = [...scopes.values()].map((one) => revokeScopes(view, [one]));
  return longestUntried(state, [revokeGuestsBefore(view), ...dues]);
}

/** Of what is due the step that was not tried for longest; the earliest pause, if there is none. */
function longestUntried({ tries }: StayState, dues: readonly Due[]): Due {
  const all = dues.filter((due) => due !== undefined);
  const steps = all.filter((due) => due.do !== 'pause');
  const triedAt = ({ key }: ActivityStep): number => tries[key]?.at ?? 0;
  const [first] = steps.toSorted((a, b) => triedAt(a) - triedAt(b));
  const [pause] = all.filter((due) => due.do === 'pause').toSorted((a, b) => a.until - b.until);
  return first ?? pause;
}

/** Revokes what belongs to guests of the stay who were replaced, with their identities. */
export function revokeGuestsBefore(view: View): Due {
  const scopes = entriesOfGuestsBefore(view).map((e) => e.scope);
  return scopes.length === 0 ? undefined : revokeScopes(view, scopes);
}

/** Nothing is taken that the guest may still need; who is held needs nothing. */
export function mayTake(view: View): boolean {
  return view.state.hold !== undefined || isConfirmed(view);
}

/** Revokes scopes, and with them what was found in their systems. */
function revokeScopes(view: View, scopes: readonly Scope[]): Due {
  const { state, now, closesAt } = view;
  const sightings = scopes.flatMap((scope) => {
    const systemId = systemOf(scope);
    return systemId === undefined ? [] : [sightingIn(systemId)];
  });
  const keys = [...new Set([...scopes, ...sightings].map(scopeKey))];
  const target: Target = { scopes: keys, keptUserIds: keptUserIds(state, keys) };
  return revokingStep(state, target, now, { until: closesAt });
}
