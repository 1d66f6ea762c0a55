import type { VerdictOutcome, Verdict } from '../../contract/verdict.ts';
import { clockOf } from '../../listings/utc-offsets.ts';
import { withLocalTimes } from '../../stay/local-text.ts';
import type { Terminal } from '../terminal.ts';

import { moment } from './moment.ts';

/** Colour and sign of each outcome. */
export const OUTCOME_LOOKS = {
  applied: ['green', '✔'],
  pending: ['yellow', '…'],
  superseded: ['yellow', '≺'],
  refused: ['red', '✘'],
  'too-late': ['red', '✘'],
} as const satisfies Record<VerdictOutcome, readonly [string, string]>;

/** A verdict, for people: the outcome with its reason, and what the door now does on its own clock. `now` in epoch ms. */
export function verdictText(
  verdict: Verdict,
  terminal: Pick<Terminal, 'paint'>,
  now: number,
): string[] {
  const [colour, sign] = OUTCOME_LOOKS[verdict.outcome];
  const { reason, opensAt, closesAt, timeZone } = verdict;
  const clock = clockOf(timeZone);
  const lines = [
    terminal.paint(colour, `${sign} ${verdict.outcome}`) +
      (reason === undefined ? '' : `: ${reason}`),
    ...(opensAt === undefined ? [] : [`  opens   ${moment(opensAt, now)}`]),
    ...(closesAt === undefined ? [] : [`  closes  ${moment(closesAt, now)}`]),
    ...(clock === undefined ? [] : [`  zone    ${timeZone}`]),
  ];
  return lines.map((line) => withLocalTimes(line, clock));
}
