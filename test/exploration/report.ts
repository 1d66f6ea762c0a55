import { INVARIANTS } from './invariants/violation.ts';
import type { Explored } from './search/explorer.ts';
import type { Finding } from './search/findings.ts';
import { linesOf } from './story.ts';

/** What came of an exploration, in a few lines, and the story of every violation. */
export function reportOf(explored: Explored): string {
  const { trait, states, transitions, milliseconds, findings } = explored;
  const seconds = milliseconds / 1_000;
  return [
    `${trait}: ${completenessOf(explored)}`,
    `  ${counted(states)} states, ${counted(transitions)} transitions in ${seconds.toFixed(1)} s, ` +
      `${counted(Math.round(transitions / seconds))} a second; the longest way has ${explored.depth} moves`,
    `  ${findings.length === 0 ? 'nothing was violated' : `${findings.length} violations`}`,
    ...findings.map(storyOf),
  ].join('\n');
}

/** A violation with the first way on which it was met, as a test that fails until it is mended. */
export function storyOf({ invariant, what, trait, moves }: Finding): string {
  return [
    `\n${invariant}: ${what}`,
    `  (${INVARIANTS[invariant]})\n`,
    `it('…', () => {`,
    `  const stay = new Story('${trait}');`,
    ...linesOf(moves)
      .split('\n')
      .map((line) => `  ${line}`),
    `  expect(stay.ends()).toEqual([]);`,
    `});`,
  ].join('\n');
}

function completenessOf({ isComplete, completeTo, limits, unfollowed }: Explored): string {
  const { requests, faults } = limits;
  const asked = `${requests} requests and ${faults} faults`;
  if (isComplete) return `complete for ${asked}`;
  const left = `${counted(unfollowed)} states are not followed`;
  return completeTo < 0
    ? `not complete even without requests and faults: ${left}`
    : `complete for ${completeTo} of requests and faults together, within ${asked}: ${left}`;
}

function counted(number: number): string {
  return number.toLocaleString('en');
}
