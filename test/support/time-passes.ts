import { beginNext, nextStep, recordNext } from '../../src/stay/next-step.ts';
import type { StayState } from '../../src/stay/state.ts';
import type { ActivityStep } from '../../src/stay/step.ts';

import { answerOf, done, MINUTE_MS, type Answers } from './stay-values.ts';

/** What a stay has come to, and the keys of the steps that were answered, each with its minute. */
interface Lived {
  readonly state: StayState;
  readonly steps: readonly (readonly [key: string, minute: number])[];
  /** The types of what others were told meanwhile, in order. */
  readonly announced: readonly string[];
}

/**
 * Lets a stay live from one moment to another, with the time that steps take: one that fails takes that of its attempts
 * with Temporal's pauses, or all that is left to it if they are not counted; any other takes a second.
 */
export function liveUntil(
  start: StayState,
  { from, to }: { readonly from: number; readonly to: number },
  answers: Answers,
): Lived {
  let [state, now] = [start, from];
  const steps: [string, number][] = [];
  const announced: string[] = [];
  for (let turn = 0; now < to; turn += 1) {
    if (turn === 2_000) throw new Error(`never comes to rest: ${steps.slice(-8).join('; ')}`);
    const step = nextStep(state, now);
    if (step.do === 'finish' || step.do === 'fail') break;
    state = beginNext(state, step, now);
    if (step.do === 'wait') now = Math.max(step.until, now + 1);
    if (step.do === 'announce') {
      announced.push(...step.announcements.map(({ type }) => type));
      state = recordNext(state, step, done(), now);
    }
    if (!('key' in step)) continue;
    const outcome = answers[step.do]?.(step, now) ?? answerOf(step, state);
    now += outcome.outcome === 'failed' ? timeOf(step, to - now) : 1_000;
    if (outcome.outcome === 'done') steps.push([step.key, Math.floor((now - from) / MINUTE_MS)]);
    state = recordNext(state, step, outcome, now);
  }
  return { state, steps, announced };
}

function timeOf({ attempts }: ActivityStep, left: number): number {
  if (attempts === undefined) return left;
  return attempts > 8 ? 10 * MINUTE_MS : MINUTE_MS;
}
