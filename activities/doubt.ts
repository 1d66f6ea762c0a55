import type { Creating, Doubt } from '../src/contract/steps.ts';

import type { Attempt } from './attempt.ts';

/**
 * What a step adds to its answer. An attempt that was not the first may be overtaken by a request of
 * an earlier one that is still under way: the stay looks again when it can be no more.
 */
export function doubtOf(
  { again, quietPeriodMs }: Pick<Creating, 'again' | 'quietPeriodMs'>,
  { number, clock }: Attempt,
): Doubt {
  if (number === 1 && !again) return {};
  return { doubtUntil: new Date(clock() + quietPeriodMs).toISOString() };
}
