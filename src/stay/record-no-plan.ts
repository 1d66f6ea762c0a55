import { isPendingForPlan } from './desired.ts';
import {
  endLeft,
  goOnEnding,
  hasLeft,
  hasPut,
  isHeldToEnd,
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
 * pending request that says it, whole; what else is pending is planned again. A move to a room that nobody
 * knows goes, and the later check-out that came with another message is applied.
 */
export function refuse(state: StayState, step: Planning, refused: Refusal, now: number): StayState {
  const { type, reason } = refused;
  const verdict: Verdict = { outcome: 'refused', type, reason };
  const pending = state.requests.open.filter((r) => isPendingForPlan(r) && r.kind !== 'retry');
  const losers = losersOf(pending, step.about.fields, refused);
  const left = refuseRequests(state, verdict, (r) => losers.includes(r));
  const isLeft = left.requests.open.some((r) => isPendingForPlan(r) && r.kind !== 'retry');
  const { phase } = state.life;
  if (phase === 'planning')
    return isLeftToPlan(left) ? left : refuseLife(left, refused, verdict, now);
  if (phase !== 'living') return isLeft && hasPut(left) ? left : goOnEnding(left, verdict);
  if (losers.length > 0) return left;
  // The listing changed under the stay: it keeps the plan it has, until somebody corrects either.
  const retried = refuseRequests(left, verdict, isPendingForPlan);
  return { ...retried, problems: show(retried.problems, 'listing', { type, said: reason }, now) };
}

function losersOf(
  pending: readonly OpenRequest[],
  fields: Fields,
  refused: Refusal,
): readonly OpenRequest[] {
  // Put until Friday, then put until yesterday: who lived by the first would let in a guest who has left.
  if (refused.type === 'CheckOutPast') return pending;
  const atFault = FIELDS.filter((name) => refused.fields.some((field) => field === name));
  // What was said last does not go with the rest: who said the rest before may be right.
  const newest = Math.max(...atFault.map((name) => fields[name].since));
  const wrong = atFault.filter((name) => fields[name].since === newest);
  const losers = pending.filter((r) => wrong.some((name) => says(r, name, fields)));
  return losers.length > 0 ? losers : pending;
}

function says({ writes }: OpenRequest, name: (typeof FIELDS)[number], fields: Fields): boolean {
  const written = writes[name];
  return written !== undefined && isSameValue(written.value, fields[name].value);
}

/** The first put is refused, and nobody waits any more. What an earlier run left at Seam is ended all the same. */
function refuseLife(state: StayState, refusal: Refusal, verdict: Verdict, now: number): StayState {
  const refused = refuseRequests(state, verdict, (r) => !isHeldToEnd(state, r));
  return hasLeft(state)
    ? endLeft(refused, now)
    : { ...refused, life: { phase: 'refused', refusal } };
}
