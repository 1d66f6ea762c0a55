import { desiredOf } from '../../../src/stay/desired.ts';
import { FIELDS, isSameValue } from '../../../src/stay/requests.ts';
import { REQUESTS } from '../world/alphabet.ts';
import { revisionOf, saidBy } from '../world/hearing.ts';
import type { Move } from '../world/moves.ts';
import type { World } from '../world/world.ts';

import { violated, type Violation } from './violation.ts';

/**
 * Each field is as the newest revision says it, whenever that comes: an older one changes nothing, and a newer one is
 * taken. Then the order of arrival makes no difference.
 */
export function judgeOrder(before: World, move: Move, after: World): readonly Violation[] {
  if (move.does !== 'receives') return [];
  const { heard } = before.witness;
  const request = REQUESTS[move.request];
  const revision = revisionOf(request);
  // Of what an earlier run has heard nobody knows before it was asked for.
  if (revision === undefined || heard === undefined || isTooLate(after)) return [];
  const [was, is] = [desiredOf(before.state), desiredOf(after.state)];
  const says = saidBy(request);
  const wrong = FIELDS.find((name) => {
    const [said, known = 0] = [says[name], heard[name]];
    if (said === undefined || revision === known) return false;
    const wanted = revision > known ? said : was[name]?.value;
    const got = is[name]?.value;
    return wanted === undefined || got === undefined ? wanted !== got : !isSameValue(wanted, got);
  });
  if (wrong === undefined) return [];
  const [newer, does] =
    revision > (heard[wrong] ?? 0) ? ['a newer', 'does not change'] : ['an older', 'changes'];
  return violated('I6 in any order', `${move.request} has ${newer} revision, and ${does} ${wrong}`);
}

/** Whether the last request was told that it is too late: the stay ends, or somebody has cancelled it. */
function isTooLate({ state }: World): boolean {
  const { answers, received } = state.requests;
  return answers.some((a) => a.number === received && a.verdict.outcome === 'too-late');
}
