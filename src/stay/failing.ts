import type { StepSeen } from './activities.ts';
import { scopeOf } from './plan.ts';
import { clear, show } from './problem-sources.ts';
import { doesAnyObjectStay } from './removal.ts';
import { isSameScope } from './scope.ts';
import type { StayState } from './state.ts';
import type { ActivityStep, Failure } from './step.ts';
import { isAnyRefused, noteAskedToWait, noteTry, withoutRefusals } from './tries.ts';
import type { Window } from './window.ts';

const AT_RISK_MS = 3_600_000;
/** The key of the proof that nothing at all is left. */
const PROOF_OF_ALL = 'proveAbsence';
/** Proofs in a row that found something, before that is shown as a problem. */
const MANY_PROOFS = 5;

/** Removals that fail this way may be of one object alone. */
const ABOUT_THE_OBJECT: ReadonlySet<string> = new Set(['RemovalNotDone', 'SeamRejected']);

/** A step failed, and is to be taken again. `now` is epoch milliseconds. */
export function recordFailure(
  state: StayState,
  step: ActivityStep,
  failure: Failure,
  now: number,
): StayState {
  const { type, againAfterMs } = failure;
  const facts = { isAboutObject: ABOUT_THE_OBJECT.has(type), againAfterMs };
  const tried = noteTry(state.tries, step.key, now, facts);
  const isAsked = type === 'SeamRateLimited' && againAfterMs !== undefined;
  const tries = isAsked ? noteAskedToWait(tried, step.do, now, againAfterMs) : tried;
  return showFailure({ ...state, tries }, step, failure, now);
}

/**
 * A step was refused for good: the stay keeps what the guest has, and waits for a person. Whoever waits for a verdict
 * is told `pending`: a step that is refused refuses no request, and may be taken after the next change.
 */
export function recordRefusal(
  state: StayState,
  step: ActivityStep,
  failure: Failure,
  now: number,
): StayState {
  // What shuts a door is never given up; nor is a plan, which refuses in its answer.
  if (step.effect === 'revoking' || step.do === 'planStay')
    return recordFailure(state, step, failure, now);
  const facts = { isRefused: true, isElsewhere: isElsewhere(state, step) };
  const tries = noteTry(state.tries, step.key, now, facts);
  // Seam refused to move the window of a room that the guest leaves: that keeps nobody out, and the access is removed
  // soon.
  if (facts.isElsewhere) return { ...state, tries };
  const problems = show(clear(state.problems, 'step'), 'refusal', failure, now);
  return { ...state, tries, problems };
}

/** Whether a step moves the window of another access than the plan's. */
function isElsewhere({ planned }: StayState, step: ActivityStep): boolean {
  if (step.do !== 'moveWindow' || planned === undefined) return false;
  const scope = scopeOf(planned.plan, planned.guest);
  return step.about.keys.every((key) => !isSameScope(key.scope, scope));
}

/** Something has changed: what was refused may be taken this time, and is shown as refused no more. */
export function withoutAnyRefusal(state: StayState): StayState {
  return {
    ...state,
    tries: withoutRefusals(state.tries),
    problems: clear(state.problems, 'refusal'),
  };
}

/** Shows how a step that takes long is doing. What waits in its queue has not failed. */
export function showProgress(
  state: StayState,
  step: ActivityStep,
  seen: Omit<StepSeen, 'state'>,
  now: number,
): StayState {
  if (seen.failure !== undefined) return showFailure(state, step, seen.failure, now);
  if (seen.nobodyPolls) return showFailure(state, step, { type: 'NobodyWorksTheQueue' }, now);
  return isExtensionAtRisk(state, step, now)
    ? showFailure(state, step, { type: 'ExtensionAtRisk' }, now)
    : { ...state, problems: clear(state.problems, ...stepUnlessAnObjectStays(state), 'end') };
}

/**
 * A step was answered: what was shown of steps before is over, but for an extension that Seam still does
 * not know of, a refusal of another step, and an object that does not go.
 */
export function clearFailures(state: StayState, step: ActivityStep): StayState {
  const isTold = step.do === 'moveWindow' || step.do === 'planStay';
  const problems = clear(
    state.problems,
    ...stepUnlessAnObjectStays(state),
    ...(isTold ? (['extension'] as const) : []),
    ...(isAnyRefused(state.tries) ? [] : (['refusal'] as const)),
  );
  return { ...state, problems: isFoundOften(state) ? problems : clear(problems, 'end') };
}

/** The problem of a step is over when any step was answered; but not that of an object that does not go. */
function stepUnlessAnObjectStays(state: StayState): readonly 'step'[] {
  const itStays = ABOUT_THE_OBJECT.has(state.problems.step?.type ?? '') && doesAnyObjectStay(state);
  return itStays ? [] : ['step'];
}

/** Whether proofs found something again and again: that it was removed once more makes it no better. */
export function isFoundOften({ tries }: StayState): boolean {
  return (tries[PROOF_OF_ALL]?.count ?? 0) >= MANY_PROOFS;
}

function showFailure(
  state: StayState,
  step: ActivityStep,
  { type, said }: Failure,
  now: number,
): StayState {
  const { life, problems } = state;
  if (life.phase === 'ending') {
    // An age such as “for 10 minutes” would stand still until the next look, which may be an hour away.
    const since = new Date(life.since).toISOString();
    const text = `since ${since}: ${said ?? type}`;
    return {
      ...state,
      problems: show(problems, 'end', { type: 'RevocationOverdue', said: text }, now),
    };
  }
  const isAtRisk = isExtensionAtRisk(state, step, now);
  const seen = isAtRisk ? { type: 'ExtensionAtRisk', said } : { type, said };
  return { ...state, problems: show(problems, isAtRisk ? 'extension' : 'step', seen, now) };
}

/**
 * The window at Seam of the access that the guest is to have; of the access that the guest leaves, if there is no other
 * yet.
 */
function windowAtSeam({ ledger, planned }: StayState): Window | undefined {
  const windowed = ledger.filter((e) => e.state === 'live' && e.window !== undefined);
  const scope = planned && scopeOf(planned.plan, planned.guest);
  const here = windowed.find((e) => scope !== undefined && isSameScope(e.scope, scope));
  return (here ?? windowed[0])?.window;
}

/** Whether Seam may shut the door at the old check-out, because it has not been told of the later one. */
function isExtensionAtRisk(state: StayState, step: ActivityStep, now: number): boolean {
  const known = windowAtSeam(state);
  if (known === undefined || Date.parse(known.closesAt) - now >= AT_RISK_MS) return false;
  const isPlanning = step.do === 'planStay' && state.life.phase === 'living';
  if (!isPlanning && step.do !== 'moveWindow') return false;
  const wanted = step.do === 'moveWindow' ? Date.parse(step.about.window.closesAt) : Infinity;
  return wanted > Date.parse(known.closesAt);
}
