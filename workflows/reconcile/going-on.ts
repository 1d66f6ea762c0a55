import type { PassSoFar } from '../../src/contract/reconciling.ts';

/** In one run; where there are more, the pass goes on in a new one. What is left then waits for the next pass. */
export const MOST_LOOKS = 2_000;
const MOST_RUNS = 5;
/** A pass is stopped after an hour, and a run may take half of one where many stays give no answer. */
const BEGINS_WITHIN_MS = 20 * 60_000;

/** Whether a pass goes on in a new run; `now` is epoch milliseconds. */
export function goesOn(
  left: number,
  { pages, since }: Pick<PassSoFar, 'pages' | 'since'>,
  now: number,
): boolean {
  return left > 0 && pages < MOST_RUNS && now < since + BEGINS_WITHIN_MS;
}
