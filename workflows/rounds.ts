import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';

import type { StepFacts } from '../src/contract/failures.ts';
import { isProblemType } from '../src/contract/problems.ts';
import type { StaySteps } from '../src/contract/steps.ts';

import { interruptIfOver, msUntilClosing, msUntilDeadline, msUntilDoubt } from './deadlines.ts';
import { showFailure } from './failing.ts';
import { Interrupted, RefusedForGood, type Failed } from './interruptions.ts';
import { ATTEMPT_MS, steps, type Effect } from './policies.ts';
import type { Stay } from './stay.ts';
import { publish } from './timeline.ts';

export type StepName = keyof StaySteps;
export type InputOf<N extends StepName> = Parameters<StaySteps[N]>[0];
export type ResultOf<N extends StepName> = Awaited<ReturnType<StaySteps[N]>>;

/** A step as the main line wants it done. */
export interface Step<N extends StepName> {
  readonly name: N;
  readonly effect: Effect;
  readonly summary: string;
  readonly priority: number;
  /** `again`: attempts were made before this round. */
  input(again: boolean): InputOf<N>;
}

/**
 * Does a step, round after round, showing the problem in between. A newer wish interrupts it;
 * a refusal for good ends it.
 */
export async function inRounds<N extends StepName>(
  stay: Stay,
  step: Step<N>,
): Promise<ResultOf<N>> {
  stay.interruptIfOutdated();
  for (let round = 0; ; round += 1) {
    const outcome = await oneRound(stay, step, round);
    if ('result' in outcome) {
      stay.problems.clear('step');
      return outcome.result;
    }
    if (outcome.failed === 'cancelled') throw new Interrupted();
    if (outcome.failed.forGood) throw new RefusedForGood(outcome.failed);
    showFailure(stay, step.name, outcome.failed);
    publish(stay);
    interruptIfOver(stay);
    if (step.name === LOOKING && msUntilDoubt(stay) === 0) throw new Interrupted();
  }
}

/** The step that may go on looking for days: a doubt that runs out meanwhile must not wait for it. */
const LOOKING = 'confirmAccess';

function mostMsOf(stay: Stay, name: StepName): number {
  const left = msUntilDeadline(stay);
  const doubt = msUntilDoubt(stay);
  return name === LOOKING && doubt > 0 ? Math.min(left, Math.max(doubt, ATTEMPT_MS)) : left;
}

type Outcome<R> = { readonly result: R } | { readonly failed: Failed | 'cancelled' };

/** Does one round of a step. The revocation of a stay that is ending is not interrupted by anything. */
export async function oneRound<N extends StepName>(
  stay: Stay,
  step: Step<N>,
  round: number,
): Promise<Outcome<ResultOf<N>>> {
  const { effect, summary, priority } = step;
  const isFinal = effect === 'revoking' && stay.isEnding;
  if (!(await waitAsAsked(stay, step.name, isFinal))) return { failed: 'cancelled' };
  const mostMs = isFinal ? Number.POSITIVE_INFINITY : mostMsOf(stay, step.name);
  const activity = steps({ effect, summary, priority, round, mostMs })[step.name] as (
    input: InputOf<N>,
  ) => Promise<ResultOf<N>>;
  const scope = new CancellationScope({ cancellable: true });
  const watch = { over: false };
  if (!isFinal) void cancelWhenOutdated(stay, scope, watch);
  try {
    return { result: await scope.run(() => activity(step.input(round > 0))) };
  } catch (error) {
    if (isCancellation(error)) return { failed: 'cancelled' };
    const failed = readFailure(error);
    stay.askedToWait.set(step.name, Date.now() + (failed.againAfterMs ?? 0));
    return { failed };
  } finally {
    watch.over = true;
  }
}

/**
 * Waits as long as the step's last try asked for. The server ends a round at once if that is past its
 * end, and the next round would ask Seam again although it was told to wait. False if there is
 * something else to do by now.
 */
async function waitAsAsked(stay: Stay, name: StepName, isFinal: boolean): Promise<boolean> {
  const until = stay.askedToWait.get(name) ?? 0;
  if (until <= Date.now()) return true;
  const most = isFinal ? Number.POSITIVE_INFINITY : msUntilClosing(stay);
  const doubt = (name === LOOKING && msUntilDoubt(stay)) || Number.POSITIVE_INFINITY;
  const left = Math.min(until - Date.now(), most, doubt);
  const isOver = (): boolean => !isFinal && stay.isOutdated();
  if (left > 0) await condition(isOver, left, { summary: 'As long as Seam asked' });
  return until <= Date.now() && !isOver();
}

async function cancelWhenOutdated(
  stay: Stay,
  scope: CancellationScope,
  watch: { readonly over: boolean },
): Promise<void> {
  await condition(() => watch.over || stay.isOutdated());
  if (!watch.over) scope.cancel();
}

function readFailure(error: unknown): Failed {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof TimeoutFailure) return readTimeout(cause);
  if (!(cause instanceof ApplicationFailure)) throw error;
  const type = cause.type ?? '';
  const [facts] = (cause.details ?? []) as (StepFacts | undefined)[];
  return {
    type: isProblemType(type) ? type : 'UnexpectedError',
    forGood: cause.nonRetryable === true,
    ...(facts?.againAfterMs === undefined ? {} : { againAfterMs: facts.againAfterMs }),
    ...saidOf(facts),
  };
}

function saidOf({ why, seamType, route = 'Seam' }: StepFacts = {}): { readonly said?: string } {
  if (why !== undefined) return { said: why };
  return seamType === undefined ? {} : { said: `${seamType} at ${route}` };
}

function readTimeout(timeout: TimeoutFailure): Failed {
  // The SDK hands the last try's failure on only in the raw one.
  const last = timeout.failure?.cause?.applicationFailureInfo?.type ?? '';
  const wasTried = timeout.timeoutType === 'START_TO_CLOSE' || Boolean(timeout.failure?.cause);
  if (!wasTried) return { type: 'NobodyWorksTheQueue', forGood: false };
  return { type: isProblemType(last) ? last : 'SeamUnavailable', forGood: false };
}
