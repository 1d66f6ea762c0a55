import { isPendingForPlan } from './desired.ts';
import {
  endLeft,
  goOnEnding,
  hasLeft,
  hasPut,
  isHoldOfEnd,
  isLeftToPlan,
  refuseRequests,
} from './not-lived.ts';
import type { Refusal } from './plan.ts';
import type { Planning } from './planning.ts';
import { show } from './problem-sources.ts';
import { FIELDS, isSameValue, type Fields } from './requests.ts';
import type { OpenRequest, StayState } from './state.ts';
import type { Verdict } from './verdict.ts';

/**
 * Records that there is no plan. Of the fields at fault the one that was said last is refused, with every
 * pending request that says it, whole. What else is pending is planned again, so that granting goes on: a move to a
 * room that nobody knows is refused, and the later check-out that came with another message is applied.
 */
export function recordRefusedPlan(
  state: StayState,
  step: Planning,
  refused: Refusal,
  now: number,
): StayState {
  const { type, reason } = refused;
  const verdict: Verdict = { outcome: 'refused', type, reason };
  const pending = state.requests.open.filter((r) => isPendingForPlan(r) && r.kind !== 'retry');
  const atFault = requestsAtFault(pending, step.about.fields, refused);
  const next = refuseRequests(state, verdict, (r) => atFault.includes(r));
  const isAnyPending = next.requests.open.some((r) => isPendingForPlan(r) && r.kind !== 'retry');
  const { phase } = state.life;
  if (phase === 'planning')
    return isLeftToPlan(next) ? next : refuseLife(next, refused, verdict, now);
  if (phase !== 'living') return isAnyPending && hasPut(next) ? next : goOnEnding(next, verdict);
  // What was refused is desired no more: the next step grants by what is.
  if (atFault.length > 0) return next;
  // The listing changed under the stay: it keeps the plan it has, until somebody corrects either.
  const retried = refuseRequests(next, verdict, isPendingForPlan);
  return { ...retried, problems: show(retried.problems, 'listing', { type, said: reason }, now) };
}

function requestsAtFault(
  pending: readonly OpenRequest[],
  fields: Fields,
  refused: Refusal,
): readonly OpenRequest[] {
  // Put until Friday, then put until yesterday: who lived by the first would let in a guest who has left.
  if (refused.type === 'CheckOutPast') return pending;
  const fieldsAtFault = FIELDS.filter((name) => refused.fields.some((field) => field === name));
  // Only what was said last is refused: who said the other fields before may be right.
  const newest = Math.max(...fieldsAtFault.map((name) => fields[name].since));
  const wrong = fieldsAtFault.filter((name) => fields[name].since === newest);
  const atFault = pending.filter((r) => wrong.some((name) => says(r, name, fields)));
  return atFault.length > 0 ? atFault : pending;
}

function says({ writes }: OpenRequest, name: (typeof FIELDS)[number], fields: Fields): boolean {
  const written = writes[name];
  return written !== undefined && isSameValue(written.value, fields[name].value);
}

/** The first put is refused, and nobody waits any more. What an earlier run left at Seam is ended all the same. */
function refuseLife(state: StayState, refusal: Refusal, verdict: Verdict, now: number): StayState {
  const refused = refuseRequests(state, verdict, (r) => !isHoldOfEnd(state, r));
  return hasLeft(state)
    ? endLeft(refused, now)
    : { ...refused, life: { phase: 'refused', refusal } };
}
