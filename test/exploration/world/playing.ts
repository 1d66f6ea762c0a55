import type { PlanAnswer } from '../../../src/contract/steps.ts';
import { isActivity, record } from '../../../src/stay/record.ts';
import type { ActivityStep, Failure, Outcome } from '../../../src/stay/step.ts';
import { findObject, type AbstractSeam } from '../seam/objects.ts';

import {
  answerStep,
  expire,
  removedBy,
  sendUnanswered,
  type Fate,
  type SeamStep,
} from './attempts.ts';
import { disturbedLook, type Disturbance } from './disturbing.ts';
import { planFor, QUIET_MS } from './listings.ts';
import { noteOutcome, noteRefused } from './witness.ts';
import { settle, type World } from './world.ts';

/** How a step ends. */
export type How =
  | 'done'
  /** The answer of the first attempt is lost, and the second finds what it did. */
  | 'done at the second attempt'
  /** The first attempt's request is still under way when the second is answered. */
  | 'done while the first attempt is under way'
  | 'failed'
  | 'failed, asked to wait'
  | 'failed, committed'
  | 'failed, commits late'
  | 'refused'
  | 'refused, commits late'
  | 'interrupted'
  | 'interrupted, committed'
  | 'interrupted, commits late'
  | 'not taken in time'
  | 'out of time'
  | 'out of time, commits late'
  | Disturbance;

/** How long a step takes. Milliseconds. */
const STEP_MS = 1_000;
const ATTEMPT_MS = 15_000;

const AWAY: Failure = { type: 'SeamUnavailable' };
/** Seam asked to wait for so long. */
const ASKED_TO_WAIT_MS = 300_000;
const BUSY: Failure = { type: 'SeamRateLimited', againAfterMs: ASKED_TO_WAIT_MS };
const REFUSED: Failure = { type: 'SeamRejected' };

/** The world once the running step has ended. */
export function playStep(world: World, how: How): World {
  const { step } = world.running;
  if (!isActivity(step)) throw new Error(`The stay takes no activity, it does ${step.do}.`);
  const now = endOf(world, step, how);
  const seam = expire(world.seam, now);
  const ended = end({ ...world, seam, now }, step, how);
  const state = record(world.state, step, ended.outcome, now);
  const witness = noteRefused(
    noteOutcome(world.witness, step, ended.outcome, now),
    world.state,
    state,
  );
  return settle({ ...world, now, seam: ended.seam, state, witness });
}

/** When the running step has ended. Epoch milliseconds. */
export function endOf({ now }: World, step: ActivityStep, how: How): number {
  if (how === 'not taken in time') return now + (step.startWithin ?? 0);
  const isOutOfTime = how === 'out of time' || how === 'out of time, commits late';
  return isOutOfTime ? Math.max(now + ATTEMPT_MS, step.until ?? 0) : now + STEP_MS;
}

interface Ended {
  readonly seam: AbstractSeam;
  readonly outcome: Outcome;
}

function end(world: World, step: ActivityStep, how: How): Ended {
  const { seam, now } = world;
  if (step.do === 'planStay' || step.do === 'recallStay') {
    return { seam, outcome: outcomeOf(how) ?? { outcome: 'done', result: ownAnswer(world, step) } };
  }
  switch (how) {
    case 'done':
      return answerStep(seam, step, false, now);
    case 'done at the second attempt':
      return answerStep(sendUnanswered(seam, step, 'committed', now), step, true, now);
    case 'done while the first attempt is under way':
      return answerStep(sendUnanswered(seam, step, 'late', now, 0), step, true, now);
    default: {
      const outcome = outcomeOf(how);
      return outcome === undefined
        ? disturbedLook(world, step, how as Disturbance)
        : { seam: sendUnanswered(seam, step, fateOf(how), now), outcome };
    }
  }
}

/** The outcome that a step has whatever Seam answers; undefined where its answer decides. */
export function outcomeOf(how: How): Outcome | undefined {
  if (how === 'not taken in time') return { outcome: 'interrupted', isNotTaken: true };
  if (how === 'failed, asked to wait') return { outcome: 'failed', failure: BUSY };
  if (how.startsWith('failed')) return { outcome: 'failed', failure: AWAY };
  // One attempt was refused; or one before it was not heard of, and is under way.
  if (how === 'refused')
    return { outcome: 'refused', failure: { ...REFUSED, isFirstAttempt: true } };
  if (how.startsWith('refused')) return { outcome: 'refused', failure: REFUSED };
  return how.startsWith('interrupted') || how.startsWith('out of time')
    ? { outcome: 'interrupted' }
    : undefined;
}

function fateOf(how: How): Fate {
  if (how.endsWith('commits late')) return 'late';
  return how.endsWith('committed') ? 'committed' : 'nothing';
}

/** What the steps answer that do not speak to Seam. */
export function ownAnswer(
  { trait, earlier = {}, now }: World,
  step: Extract<ActivityStep, { readonly do: 'planStay' | 'recallStay' }>,
): unknown {
  if (step.do === 'recallStay') return { quietPeriodMs: QUIET_MS, ...earlier };
  const recalled = step.about.recalls ? earlier : {};
  return { ...planFor(trait, step.input, now), ...recalled } satisfies PlanAnswer;
}

/** Whether an attempt of a step changes anything at Seam. */
export function changesSeam(step: ActivityStep): step is SeamStep {
  return !['planStay', 'recallStay', 'confirmAccess', 'proveAbsence'].includes(step.do);
}

/** Whether a step makes something, or changes what is there, so that a late request of it does harm. */
export function mayBeLate(step: ActivityStep): boolean {
  return changesSeam(step) && !step.do.startsWith('remove');
}

/** Whether a removal has something to remove. */
export function hasItsObject({ seam }: World, step: ActivityStep): boolean {
  return findObject(seam, removedBy(step)) !== undefined;
}
