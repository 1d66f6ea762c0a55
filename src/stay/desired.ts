import { isComplete, isSameWant, type FieldName, type Fields } from './requests.ts';
import type { OpenRequest, StayState } from './state.ts';

/** What is wanted now: the accepted fields, with the pending requests folded over them. */
export function desiredOf({ requests }: StayState): Partial<Fields> {
  let fields: Partial<Fields> = requests.accepted ?? {};
  for (const { stage, writes } of requests.open) {
    if (stage === 'pending') fields = { ...fields, ...writes };
  }
  return fields;
}

/** The same where every field was said, as in every stay that a put or an orphan began. */
export function completeDesiredOf(state: StayState): Fields | undefined {
  const fields = desiredOf(state);
  return isComplete(fields) ? fields : undefined;
}

/** The requests that a plan is to answer. */
export function isPendingForPlan({ stage, kind }: OpenRequest): boolean {
  return stage === 'pending' && (kind === 'put' || kind === 'change' || kind === 'retry');
}

/** Whether the plan does not answer what is desired, or somebody asked for a new one. */
export function isPlanDue(state: StayState): boolean {
  return state.requests.open.some(isPendingForPlan);
}

/**
 * Requests that want nothing else than what was accepted need no plan: they are answered with what the
 * accepted ones still wait for.
 */
export function acceptSameWant(state: StayState): StayState {
  const { requests } = state;
  const desired = completeDesiredOf(state);
  if (requests.accepted === undefined || desired === undefined) return state;
  if (desired.cancelled.value || !isSameWant(desired, requests.accepted)) return state;
  const open = requests.open.map((r) =>
    isPendingForPlan(r) && r.kind !== 'retry' ? { ...r, stage: 'planned' as const } : r,
  );
  return { ...state, requests: { ...requests, accepted: desired, open } };
}

/** The open request that was the first to say a field as it is desired (`since`). */
export function firstToSay(state: StayState, name: FieldName): OpenRequest | undefined {
  const since = desiredOf(state)[name]?.since;
  return state.requests.open.find((r) => r.number === since);
}

/** The open request that said it last (`by`). */
export function lastToSay(state: StayState, name: FieldName): OpenRequest | undefined {
  const by = desiredOf(state)[name]?.by;
  return state.requests.open.find((r) => r.number === by);
}

/** Who has cancelled a stay that does not end yet; undefined if nobody has. */
export function cancelledBy(state: StayState): 'cancellation' | 'operator' | undefined {
  if (desiredOf(state).cancelled?.value !== true) return undefined;
  return lastToSay(state, 'cancelled')?.byOperator ? 'operator' : 'cancellation';
}
