import { statusOf } from '../../../src/stay/status-of.ts';
import type { World } from '../world/world.ts';

import { linesOfDoors, linesOfLocks, linesOfObjects } from './picture.ts';
import type { StayOnSandbox } from './stay-on-sandbox.ts';

/** In what a stay of the model and the same stay on the sandbox differ; nothing if they are the same. */
export function differencesOf(model: World, stay: StayOnSandbox): readonly string[] {
  const { world } = stay;
  const both: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    ['holds', linesOfObjects(model.seam, model.now), linesOfObjects(world.seam, model.now)],
    ['lets in', linesOfDoors(model.seam, model.now), linesOfLocks(stay.workspace, model.now)],
    ['does', doing(model), doing(world)],
    ['says', saying(model), saying(world)],
  ];
  return both.flatMap(([what, modelled, played]) => {
    const expected = modelled.toSorted();
    const actual = played.map((line) => stay.withNames(line)).toSorted();
    if (expected.join('\n') === actual.join('\n')) return [];
    const others = (lines: readonly string[], than: readonly string[]): string =>
      lines.filter((line) => !than.includes(line)).join('\n    ');
    return `what it ${what}\n  model:\n    ${others(expected, actual)}\n  sandbox:\n    ${others(actual, expected)}`;
  });
}

/** What a stay is doing, with all that a step is told. */
function doing({ running, now }: World): readonly string[] {
  return [new Date(now).toISOString(), JSON.stringify(running, withoutEvidence)];
}

/** What it says of itself, and what every request was answered. */
function saying({ state, now }: World): readonly string[] {
  const { phase, ledger, problem, ...rest } = statusOf(state, now);
  const answers = state.requests.answers;
  return [{ phase, problem }, rest, ...ledger, ...answers].map((each) =>
    JSON.stringify(each, withoutEvidence),
  );
}

/** What only people read: the model has no words of Seam's, and notes of nothing when it was accepted. */
const EVIDENCE = new Set(['message', 'reason', 'removalAcceptedAt']);

function withoutEvidence(name: string, value: unknown): unknown {
  return EVIDENCE.has(name) ? undefined : value;
}
