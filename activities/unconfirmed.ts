import type { Creating, Unconfirmed } from '../src/contract/steps.ts';

import type { Attempt } from './attempt.ts';

/**
 * What a step adds to its answer. An attempt that was not the first may be overtaken by a request of
 * an earlier one that is still under way, and a double whose removal was accepted may still be there:
 * the stay looks again when neither can be any more.
 */
export function unconfirmedOf(
  { again, quietPeriodMs }: Pick<Creating, 'again' | 'quietPeriodMs'>,
  { number, clock }: Attempt,
  hadDoubles = false,
): Unconfirmed {
  if (number === 1 && !again && !hadDoubles) return {};
  return { unconfirmedUntil: new Date(clock() + quietPeriodMs).toISOString() };
}
