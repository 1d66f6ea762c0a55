import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  condition,
  isCancellation,
  TimeoutFailure,
} from '@temporalio/workflow';

import { isProblemType } from '../src/contract/problems.ts';
import type { StaySteps } from '../src/contract/steps.ts';

import { Interrupted, RefusedForGood, type Failed } from './interruptions.ts';
import { steps, type Effect } from './policies.ts';
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
    stay.showFailure(step.name, outcome.failed);
    publish(stay);
    stay.interruptIfOutdated();
    // The end of the stay, or the opening, may have come meanwhile: the main line looks again.
    if (stay.isDeadlinePast()) throw new Interrupted();
  }
}

type Outcome<R> = { readonly result: R } | { readonly failed: Failed | 'cancelled' };

/** Does one round of a step. A revocation is not interrupted by anything. */
export async function oneRound<N extends StepName>(
  stay: Stay,
  step: Step<N>,
  round: number,
): Promise<Outcome<ResultOf<N>>> {
  const { effect, summary, priority } = step;
  const mostMs = effect === 'revoking' ? Number.POSITIVE_INFINITY : stay.msUntilDeadline();
  const activity = steps({ effect, summary, priority, round, mostMs })[step.name] as (
    input: InputOf<N>,
  ) => Promise<ResultOf<N>>;
  const scope = new CancellationScope({ cancellable: true });
  const watch = { over: false };
  if (effect !== 'revoking') void cancelWhenOutdated(stay, scope, watch);
  try {
    return { result: await scope.run(() => activity(step.input(round > 0))) };
  } catch (error) {
    return { failed: isCancellation(error) ? 'cancelled' : readFailure(error) };
  } finally {
    watch.over = true;
  }
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
  const [facts] = (cause.details ?? []) as { seamType?: string; route?: string }[];
  return {
    type: isProblemType(type) ? type : 'UnexpectedError',
    forGood: cause.nonRetryable === true,
    ...(facts?.seamType === undefined
      ? {}
      : { said: `${facts.seamType} at ${facts.route ?? 'Seam'}` }),
  };
}

function readTimeout(timeout: TimeoutFailure): Failed {
  const last = timeout.cause;
  if (last instanceof ApplicationFailure) return { ...readFailure(last), forGood: false };
  const neverTried = timeout.timeoutType !== 'START_TO_CLOSE' && last === undefined;
  return { type: neverTried ? 'NobodyWorksTheQueue' : 'SeamUnavailable', forGood: false };
}
