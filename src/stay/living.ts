import { isBlocked } from './blocked.ts';
import { cancelledBy, completeDesiredOf, isPlanDue } from './desired.ts';
import { grantingStep, replacingStep } from './granting.ts';
import { isSameGuest } from './guest.ts';
import { lookingStep } from './looking.ts';
import { windowStep } from './moving-window.ts';
import { planningStep } from './planning.ts';
import { mayStayLonger, type Fields } from './requests.ts';
import { revokingStep } from './revoking.ts';
import { isSameScope } from './scope.ts';
import type { Planned, StayState } from './state.ts';
import { PRIORITY, type ActivityStep, type Step } from './step.ts';
import { resumingElsewhere, resumingStep, suspendingStep } from './suspending.ts';
import {
  leaveGroups,
  leaveGroupsBeforeTheirTime,
  removeEarlierIssues,
  revokeElsewhere,
  revokeGuestsBefore,
} from './tidying.ts';
import { EVERYTHING, isGrantDue, longestUntried, viewOf, type Due, type View } from './view.ts';
import { waitingStep } from './waiting.ts';
import { DAY_MS, pastEverywhere } from './when.ts';

/** A listing's margin after check-out is no longer. Milliseconds. */
const MOST_MARGIN_MS = DAY_MS;
/** After a step that failed, so long those that did not fail go first. Milliseconds. */
const OTHERS_MS = 60_000;

/** What a stay that lives does, the most urgent first. One thing at a time: the first that is due. */
const IN_ORDER: readonly ((view: View) => Due)[] = [
  suspendingStep,
  planAnew,
  revokeElsewhereWhileHeld,
  revokeBeforeGrantIsDue,
  revokeGuestsBeforeAtOnce,
  leaveGroupsBeforeTheirTime,
  windowStep,
  grant,
  lookingStep,
  letInWhereTheyWere,
  removeEarlierIssues,
  leaveGroups,
  revokeElsewhere,
];

/** The next step of a stay that lives by a plan. */
export function decideLiving(state: StayState, planned: Planned, now: number): Step {
  const view = viewOf(state, planned, now);
  const end = endOf(view);
  if (end !== undefined) return end;
  const isOthersTurn = isTurnOfOthers(state, now);
  const pauses: number[] = [];
  const failed: ActivityStep[] = [];
  for (const dueOf of IN_ORDER) {
    const due = dueOf(view);
    if (due === undefined) continue;
    if (due.do === 'pause') pauses.push(due.until);
    else if (isOthersTurn && hasFailed(view, due)) failed.push(due);
    else return due;
  }
  return longestUntried(state, failed) ?? waitingStep(view, pauses);
}

/**
 * If a lock holds two keys of the guest before, one of them is always due: each is tried for ten minutes. So after any step
 * that failed, what did not fail has its turn for a minute: the next guest's access, or a later check-out. If that failed
 * once too, whatever was not tried for longest has its turn.
 */
function isTurnOfOthers({ tries }: StayState, now: number): boolean {
  return Object.values(tries).some(({ count, at }) => count > 0 && now - at < OTHERS_MS);
}

/**
 * A plan, a suspension, and the window of a guest whose check-in or check-out is near keep their turn, also after they
 * failed. Else, while a new plan is retried, the step of the old plan would open the room that the guest is to leave;
 * and a hold would wait for every room before that does not go.
 */
function isUrgent({ scope }: View, step: ActivityStep): boolean {
  if (step.do === 'planStay' || step.do === 'suspendAccess') return true;
  const isNear = step.do === 'moveWindow' && step.priority < PRIORITY.worksAhead;
  return isNear && step.about.keys.some((key) => isSameScope(key.scope, scope));
}

function hasFailed(view: View, step: ActivityStep): boolean {
  return !isUrgent(view, step) && (view.state.tries[step.key]?.count ?? 0) > 0;
}

/** The end, if somebody cancelled or check-out has come. A request that is not planned yet puts it off only if it may lengthen the stay. */
function endOf({ state, closesAt, now }: View): Step | undefined {
  const desired = completeDesiredOf(state);
  const { accepted } = state.requests;
  const by = cancelledBy(state);
  if (by !== undefined) return { do: 'end', by };
  const mayLengthen =
    isPlanDue(state) &&
    desired !== undefined &&
    accepted !== undefined &&
    mayStayLonger(desired, accepted) &&
    now < latestEndOf(desired);
  return now >= closesAt && !mayLengthen ? { do: 'end', by: 'check-out' } : undefined;
}

/** When a stay is over that nobody could plan, whatever its listing's clock and margins are. Epoch milliseconds. */
function latestEndOf({ checkOut }: Fields): number {
  return pastEverywhere(checkOut.value) + MOST_MARGIN_MS;
}

function planAnew({ state, closesAt, now }: View): Due {
  const desired = completeDesiredOf(state);
  const latest = desired === undefined ? closesAt : latestEndOf(desired);
  return planningStep(state, now, closesAt > now ? closesAt : latest);
}

/** Nobody needs the access that a held stay is moving away from: its door shuts before anything is looked at. */
function revokeElsewhereWhileHeld(view: View): Due {
  return view.state.hold === undefined ? undefined : revokeElsewhere(view);
}

/**
 * Salto Space knows no window: what is there before check-in would open the door too early. If the guest moves to a
 * room there, the access to the old room goes as well: it may be the next guest's by then.
 */
function revokeBeforeGrantIsDue(view: View): Due {
  const { state, now, closesAt } = view;
  if (now >= closesAt && isForAnother(state)) return revokingStep(state, EVERYTHING, now);
  if (isGrantDue(view)) return undefined;
  return revokingStep(state, EVERYTHING, now, { until: closesAt });
}

/** Whether a put for somebody else is not planned yet: past their check-out the guest before has no right to the door. */
function isForAnother(state: StayState): boolean {
  const [wanted, before] = [completeDesiredOf(state), state.requests.accepted];
  return (
    wanted !== undefined &&
    before !== undefined &&
    !isSameGuest(wanted.guest.value, before.guest.value)
  );
}

/**
 * A guest who was replaced has no right to the door any more. Their access goes at once before
 * check-in, where it stands in the way of the new guest's, while the stay is held, and in any case ten
 * minutes after the new guest was put; else when the new guest's is confirmed. The same guest under another
 * address keeps the old key for these ten minutes although the new one is refused: no longer, since whoever has the
 * old address may be somebody else.
 */
function revokeGuestsBeforeAtOnce(view: View): Due {
  const { planned, now, opensAt, state } = view;
  // The same guest under another address gets in with the old key, if the new one is refused.
  const isInTheWay = isBlocked(view) && !planned.isSamePerson;
  const isAtOnce =
    now < opensAt || now >= (planned.replaceBy ?? 0) || isInTheWay || state.hold !== undefined;
  if (isAtOnce) return revokeGuestsBefore(view);
  const { earlier } = planned;
  return earlier !== undefined && now >= earlier.by
    ? revokeGuestsBefore(view, earlier.below)
    : undefined;
}

function grant(view: View): Due {
  // Past check-out a stay lives on only while a later one is not planned yet: nothing new is granted meanwhile.
  const isOver = view.now >= view.closesAt;
  if (view.state.hold !== undefined || !isGrantDue(view) || isOver) return undefined;
  // The put of somebody else cannot be planned yet: nothing new is made for who is to be replaced.
  if (isForAnother(view.state)) return undefined;
  return resumingStep(view) ?? replacingStep(view) ?? grantingStep(view);
}

/** Who is to be replaced is let in nowhere. */
function letInWhereTheyWere(view: View): Due {
  return isForAnother(view.state) ? undefined : resumingElsewhere(view);
}
