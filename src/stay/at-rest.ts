import { decide } from './decide.ts';
import { gravest } from './problem-sources.ts';
import type { StayState } from './state.ts';
import { isUnconfirmed } from './unconfirmed.ts';

/**
 * Whether the stay waits, and nothing that it has sent may change its access yet. A stay that was put on hold says so
 * at once, and is not at rest before its guest is seen suspended. One that shows a problem is: when that goes, or
 * another comes, it shows that. `now` is epoch milliseconds.
 */
export function isAtRest(state: StayState, now: number): boolean {
  const { life, ledger, problems } = state;
  if (life.phase === 'ending' || ledger.some((entry) => isUnconfirmed(entry, now))) return false;
  const step = decide(state, now);
  return step.do === 'wait' && (step.isNothingDue || gravest(problems) !== undefined);
}
