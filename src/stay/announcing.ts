import type { Announcement } from './announcement.ts';
import { noted } from './events.ts';
import type { StayState } from './state.ts';
import type { FinishStep, Outcome, Step, WaitStep } from './step.ts';

/** The outbox is handed over to be delivered, instead of a wait or the end of the run. */
export interface AnnounceStep {
  readonly do: 'announce';
  /** Oldest first. */
  readonly announcements: readonly Announcement[];
  /** By then it is over, in milliseconds. */
  readonly withinMs: number;
  readonly insteadOf: WaitStep | FinishStep;
  /** The requests that were received when it was decided: a newer one ends it. */
  readonly received: number;
}

/** The hand-over is one signal to Temporal: if it takes longer, something is wrong. Milliseconds. */
const MOST_MS = 60_000;
const LEAST_MS = 1_000;
const MOST_PAUSE_MS = 3_600_000;

/**
 * The step by which what has happened is handed over to be delivered, instead of a wait or the end of the run.
 * Nothing is due at a door then. Where nothing is to be told, `step` as it is.
 */
export function announcingOr(state: StayState, step: Step, now: number): Step | AnnounceStep {
  if (step.do !== 'wait' && step.do !== 'finish') return step;
  const due = announcingStep(noteEvents(state, now), step, now);
  if (due !== undefined) return due;
  const notBefore = state.outbox?.failed?.notBefore ?? 0;
  const isPaused = step.do === 'wait' && now < notBefore;
  return isPaused ? { ...step, until: Math.min(step.until, notBefore) } : step;
}

/** The hand-over of what waits in the outbox, unless it has failed a short while ago. */
export function announcingStep(
  { outbox, requests }: StayState,
  insteadOf: AnnounceStep['insteadOf'],
  now: number,
): AnnounceStep | undefined {
  if (outbox === undefined || outbox.waiting.length === 0) return undefined;
  const isFinish = insteadOf.do === 'finish';
  // At the end it is tried for a minute more, whenever it failed before.
  const isPaused = isFinish ? outbox.isGivenUp === true : now < (outbox.failed?.notBefore ?? 0);
  if (isPaused) return undefined;
  const left = isFinish ? MOST_MS : insteadOf.until - now;
  return {
    do: 'announce',
    announcements: outbox.waiting,
    withinMs: Math.max(LEAST_MS, Math.min(MOST_MS, left)),
    insteadOf,
    received: requests.received,
  };
}

/** The state with everything in its outbox that has happened by now. `now` is epoch milliseconds. */
export function noteEvents(state: StayState, now: number): StayState {
  const { outbox } = state;
  if (outbox === undefined) return state;
  const next = noted(state, outbox, now);
  return next === outbox ? state : { ...state, outbox: next };
}

/** What was handed over is not waiting any more; what was not is tried again after a while. */
export function recordAnnounced(
  state: StayState,
  { announcements, insteadOf, received }: AnnounceStep,
  { outcome }: Outcome,
  now: number,
): StayState {
  const { outbox } = state;
  if (outbox === undefined) return state;
  const { failed, isGivenUp: _givenUp, ...box } = outbox;
  if (outcome === 'done') {
    const upTo = announcements.at(-1)?.number ?? 0;
    const waiting = box.waiting.filter(({ number }) => number > upTo);
    return { ...state, outbox: { ...box, waiting } };
  }
  // A request came first: it is handed over the next time that nothing is due.
  if (state.requests.received !== received) return state;
  const times = (failed?.times ?? 0) + 1;
  const notBefore = now + Math.min(MOST_PAUSE_MS, MOST_MS * 2 ** (times - 1));
  const givenUp = insteadOf.do === 'finish' ? { isGivenUp: true as const } : {};
  return { ...state, outbox: { ...box, failed: { times, notBefore }, ...givenUp } };
}
