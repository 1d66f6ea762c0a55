import { isConfirmed } from './blocked.ts';
import { groupsIn } from './ledger-ids.ts';
import { remaining, type LedgerEntry } from './ledger.ts';
import { credentialsToReplace, isNewOneSeen } from './reissuing.ts';
import { removalDue } from './removal.ts';
import { isOver } from './replacing.ts';
import { revokingStep } from './revoking.ts';
import { isSameScope, scopeKey, sightingIn, systemOf, type Scope } from './scope.ts';
import { PRIORITY, stepKey, type Target } from './step.ts';
import { isAwaited } from './unconfirmed.ts';
import {
  entriesHere,
  entriesOfGuestsBefore,
  keptUserIds,
  longestUntried,
  paced,
  stepOf,
  type Due,
  type View,
} from './view.ts';

/** After a reissue the old credential goes, once the new one was seen; at once while the stay is held. */
export function removeEarlierIssues(view: View): Due {
  const mayRevokeAll = mayRevokeOthers(view) || isNewOneSeen(view);
  const going = credentialsToReplace(view).filter((e) => mayRevokeAll || e.isReplaced);
  return longestUntried(
    view.state,
    going.map((entry) => removalDue(view, entry)),
  );
}

/** Has the guest leave the access groups that the plan does not name any more, once the new ones are confirmed. */
export function leaveGroups(view: View): Due {
  return leavingStep(view, ({ isReplaced }) => mayRevokeOthers(view) || isReplaced === true);
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
  return isEarlier && !isTried ? leavingStep(view, () => true) : undefined;
}

function userHere(view: View): LedgerEntry | undefined {
  return entriesHere(view).find((e) => e.kind === 'access-user' && e.state === 'live');
}

function leavingStep(view: View, mayLeave: (membership: LedgerEntry) => boolean): Due {
  const { state, plan, scope, now, closesAt } = view;
  const leavable = groupsIn(entriesHere(view).filter(mayLeave), scope);
  const groupIds = leavable.filter((id) => !plan.accessGroupIds.includes(id));
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
 * first room's user does not go, the second room is left all the same: what was not tried yet comes first. What was
 * replaced once goes also while something newer of the wanted access is not confirmed.
 */
export function revokeElsewhere(view: View): Due {
  const { state, scope, now } = view;
  const elsewhere = remaining(state.ledger).filter(
    (e) => e.scope.of !== 'guest' && !isSameScope(e.scope, scope) && !isAwaited(e, now),
  );
  const scopes = [...new Map(elsewhere.map((e) => [scopeKey(e.scope), e.scope])).values()];
  const mayRevokeAll = mayRevokeOthers(view);
  const dues = scopes.flatMap((one) => {
    const there = elsewhere.filter((e) => isSameScope(e.scope, one));
    if (mayRevokeAll || isOver(there)) return [revokeScopes(view, [one])];
    const earlier = there.filter((e) => e.kind === 'credential' && e.isReplaced);
    return earlier.map((entry) => removalDue(view, entry));
  });
  return longestUntried(state, mayRevokeAll ? [revokeGuestsBefore(view), ...dues] : dues);
}

/** Revokes what belongs to guests of the stay who were replaced, with their identities. */
export function revokeGuestsBefore(view: View, below = Infinity): Due {
  const scopes = entriesOfGuestsBefore(view).flatMap(({ scope }) =>
    scope.of !== 'sighting' && scope.guest >= below ? [] : [scope],
  );
  return scopes.length === 0 ? undefined : revokeScopes(view, scopes);
}

/** Whether the guest needs no other access than the plan's: that one is confirmed, or the stay is held. */
export function mayRevokeOthers(view: View): boolean {
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
