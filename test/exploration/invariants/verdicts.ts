import { desiredOf } from '../../../src/stay/desired.ts';
import type { FieldName } from '../../../src/stay/requests.ts';
import type { Answer, OpenRequest } from '../../../src/stay/state.ts';
import { ownObjects } from '../seam/objects.ts';
import { REQUESTS } from '../world/alphabet.ts';
import type { Move } from '../world/moves.ts';
import type { World } from '../world/world.ts';

import { flawOfAccess, isGrantDue, isUnseen } from './access.ts';
import { hasFailed } from './excuses.ts';
import { flawOfNewOne, flawOfRefusedReissue, flawOfReissue } from './reissues.ts';
import { violated, type Violation } from './violation.ts';

/** Whether the verdicts that a move gave are true. */
export function judgeVerdicts(before: World, move: Move, after: World): readonly Violation[] {
  const { answers } = after.state.requests;
  if (answers === before.state.requests.answers || move.does === 'isTerminated') return [];
  const known = new Set(before.state.requests.answers);
  return answers
    .filter((a) => !known.has(a))
    .flatMap((a) => {
      const flaw = flawOf(before, move, after, a);
      return flaw === undefined
        ? []
        : violated('I5 no lost word', `${a.kind} is answered ${a.verdict.outcome}, but ${flaw}`);
    });
}

function flawOf(before: World, move: Move, after: World, answer: Answer): string | undefined {
  const { life } = after.state;
  const request = before.state.requests.open.find((r) => r.number === answer.number);
  switch (answer.verdict.outcome) {
    case 'applied':
      return life.phase === 'living'
        ? flawOfApplied(after, answer, request)
        : flawOfEnded(after, answer);
    case 'too-late':
      return isLiving(after) ? 'the stay lives' : flawOfSwitch(after, answer);
    case 'refused': {
      if (answer.kind === 'reissue' && life.phase === 'living')
        return flawOfRefusedReissue(after, answer.number);
      const { accepted } = after.state.requests;
      const lived = answer.fields.find((name) => accepted?.[name].by === answer.number);
      return lived === undefined ? undefined : `its ${lived} is lived`;
    }
    case 'superseded':
      return flawOfSuperseded(move, after, answer) ?? flawOfSwitch(after, answer);
    case 'pending':
      return 'that is no verdict';
  }
}

function isLiving({ state }: World): boolean {
  const { phase } = state.life;
  return (phase === 'living' || phase === 'planning') && desiredOf(state).cancelled?.value !== true;
}

/**
 * A cancellation has what it asked for once nothing is there; also a check-out that is now, unless the same request
 * said something else for the first time. It would have its answer if that had ever been seen well.
 */
function flawOfEnded({ seam, state }: World, { kind, number, fields }: Answer): string | undefined {
  const left = ownObjects(seam).find((o) => !o.isUntold && o.kind !== 'enrollment');
  if (left !== undefined) return `${left.id} is still there`;
  const { life, requests } = state;
  const isEnded = life.phase === 'ended' || life.phase === 'ending';
  const isItsOwn = (name: FieldName): boolean =>
    name !== 'checkOut' && requests.accepted?.[name].since === number;
  const isByCheckOut = isEnded && life.by === 'check-out';
  const unseen = isByCheckOut && kind !== 'cancel' ? fields.find(isItsOwn) : undefined;
  if (unseen !== undefined) return `its ${unseen} was never seen well`;
  return isEnded || kind === 'check' ? undefined : 'the stay has not ended';
}

function flawOfApplied(
  world: World,
  { kind, number }: Answer,
  request: OpenRequest | undefined,
): string | undefined {
  const { state, witness, seam } = world;
  if (kind === 'cancel') return 'the stay lives';
  const { planned } = state;
  const isDue = planned === undefined || isGrantDue(world, planned.plan);
  // A new PIN waits for nothing else of the plan.
  if (kind === 'reissue' && isDue) return flawOfReissue(world, number) ?? flawOfNewOne(world);
  // Where none may be there yet, none is, unless a step that removes it has failed and is taken again.
  if (kind === 'reissue' && hasFailed(world)) return flawOfReissue(world, number);
  const flaw = flawOfAccess(world);
  if (flaw !== undefined) return flaw;
  const { accepted } = state.requests;
  const unlived = request?.fields.find((name) => {
    const lived = accepted?.[name];
    const isOvertaken = lived !== undefined && lived.by > number;
    return !isOvertaken && !isSame(lived?.value, request.writes[name]?.value);
  });
  if (unlived !== undefined) return `its ${unlived} is not lived`;
  const isGranted = ownObjects(seam).some((o) => o.kind === 'credential' && !o.isUntold);
  if (isGranted && state.hold === undefined && isUnseen(world))
    return 'nobody has looked since the access was changed';
  if (kind === 'check' && isToSee(world) && (witness.lookedAfter ?? 0) < number)
    return 'nobody has looked since it was asked for';
  if (kind === 'hold' && state.hold === undefined) return 'the stay is not held';
  if (kind === 'release' && state.hold !== undefined) return 'the stay is held';
  return kind === 'reissue' ? flawOfReissue(world, number) : undefined;
}

/**
 * Whether there is a credential for a look to see. A run that follows one which was terminated knows of none before it
 * grants, which it does not while it is held: what it sees then is that the user is suspended.
 */
function isToSee({ seam, state }: World): boolean {
  const own = ownObjects(seam).filter((o) => o.kind === 'credential' && !o.isUntold);
  return own.some(({ id }) => state.hold === undefined || state.ledger.some((e) => e.id === id));
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Who is told that it came to nothing, has neither held the stay nor released it; but a run that is over takes both along. */
function flawOfSwitch({ state, witness }: World, { number }: Answer): string | undefined {
  const { phase } = state.life;
  const isOver = phase === 'superseded' || phase === 'refused';
  return isOver || witness.switchedBy?.number !== number
    ? undefined
    : `the stay is ${state.hold === undefined ? 'released' : 'held'} by it`;
}

/** Only something newer supersedes, or a revision that is older than what was heard. */
function flawOfSuperseded(
  move: Move,
  { state, earlier }: World,
  { number, kind }: Answer,
): string | undefined {
  const isLast = number === state.requests.received;
  if (!isLast || earlier !== undefined || move.does !== 'receives') return undefined;
  const request = REQUESTS[move.request];
  const isRevised = 'revision' in request && request.revision !== undefined;
  return isRevised || kind === 'hold' || kind === 'release' ? undefined : 'it is the newest';
}
