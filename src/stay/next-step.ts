import { announcingOr, noteEvents, recordAnnounced, type AnnounceStep } from './announcing.ts';
import { begin } from './begin.ts';
import { decide } from './decide.ts';
import { record } from './record.ts';
import type { StayState } from './state.ts';
import type { Outcome, Step } from './step.ts';

/** What a run does next: a step of the stay's life, or the hand-over of what is to be announced. */
export type NextStep = Step | AnnounceStep;

/** Decides the next thing that a run does. Where nobody is told of events, that of {@link decide}. */
export function nextStep(state: StayState, now: number): NextStep {
  return announcingOr(state, decide(state, now), now);
}

/** The state in which a step is under way, with everything in its outbox that has happened by now. */
export function beginNext(state: StayState, step: NextStep, now: number): StayState {
  const noted = noteEvents(state, now);
  // A hand-over comes before a wait, and nobody waits for it who is answered by that.
  return begin(noted, step.do === 'announce' ? step.insteadOf : step, now);
}

/** What a step's outcome makes of the state, as the state is by then. */
export function recordNext(
  state: StayState,
  step: NextStep,
  outcome: Outcome,
  now: number,
): StayState {
  return step.do === 'announce'
    ? recordAnnounced(state, step, outcome, now)
    : record(state, step, outcome, now);
}
