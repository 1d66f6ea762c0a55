import { isActivity } from '../../../src/stay/record.ts';
import type { ActivityStep } from '../../../src/stay/step.ts';
import { ownObjects } from '../seam/objects.ts';
import { requestsOf } from '../seam/requesting.ts';

import type { RequestName } from './alphabet.ts';
import { faultsOf } from './faults.ts';
import { almostOver, nextInstant, type Move } from './moves.ts';
import { changesSeam, mayBeLate, type How } from './playing.ts';
import type { Tampering } from './tampering.ts';
import { isOrphan } from './terminating.ts';
import type { World } from './world.ts';

/** A move, and what it uses up of what the explorer may spend. */
export interface PossibleMove {
  readonly move: Move;
  readonly costs: 'nothing' | 'nothing, before a request' | 'a request' | 'a fault';
}

/** What may still be spent. */
export interface Budget {
  readonly requests: number;
  readonly faults: number;
}

/** What may be spent after a move; undefined where it costs more than there is. */
export function budgetAfter(
  { requests, faults }: Budget,
  { costs }: PossibleMove,
): Budget | undefined {
  switch (costs) {
    case 'nothing':
      return { requests, faults };
    case 'nothing, before a request':
      return requests > 0 ? { requests, faults } : undefined;
    case 'a request':
      return requests > 0 ? { requests: requests - 1, faults } : undefined;
    case 'a fault':
      return faults > 0 ? { requests, faults: faults - 1 } : undefined;
  }
}

/** Everything that may happen next for so much: first of all what happens in a world where all is well. */
export function possibleMoves(
  world: World,
  alphabet: readonly RequestName[],
  budget: Budget,
): readonly PossibleMove[] {
  const { running, seam } = world;
  const { step } = running;
  const requests = budget.requests > 0 ? alphabet.map((request) => requested(request)) : [];
  if (step.do === 'finish' || step.do === 'fail')
    return budget.requests > 0 ? [...requests, ...BEGINNINGS] : [];
  const late = seam.late.map((_, index): PossibleMove => ({
    move: { does: 'commitsLate', index },
    costs: 'nothing',
  }));
  const own = isActivity(step) ? stepMoves(world, step, budget) : waitMoves(world, budget);
  return [...own, ...late, ...requests, ...(budget.faults > 0 ? terminations(world) : [])];
}

/** The move that a world makes where all is well; undefined once the run closes. */
export function wellMove({ running }: World): Move | undefined {
  const { step } = running;
  if (step.do === 'finish' || step.do === 'fail') return undefined;
  if (step.do === 'wait') return { does: 'waits', for: step.for };
  return { does: 'step', step: step.do, how: running.isCancelled ? 'interrupted' : 'done' };
}

/** What may follow a run that is closed. */
const BEGINNINGS: readonly PossibleMove[] = (
  ['put', 'put with a revision', 'a cancellation'] as const
).map((by) => ({ move: { does: 'beginsAgain', by }, costs: 'a request' }));

function requested(request: RequestName): PossibleMove {
  return { move: { does: 'receives', request }, costs: 'a request' };
}

function stepMoves(world: World, step: ActivityStep, { faults }: Budget): readonly PossibleMove[] {
  const ends = (how: How, costs: PossibleMove['costs']): PossibleMove => ({
    move: { does: 'step', step: step.do, how },
    costs,
  });
  const { isCancelled, isSlow } = world.running;
  const done = ends('done', 'nothing');
  if (faults === 0 && !isCancelled) return isSlow ? [done, ...takingLong(world, step)] : [done];
  const hasEffect = changesSeam(step) && requestsOf(world.seam, step).length > 0;
  if (isCancelled) {
    return [
      ends('interrupted', 'nothing'),
      done,
      ...(hasEffect ? [ends('interrupted, committed', 'nothing')] : []),
      ...(faults > 0 && hasEffect && mayBeLate(step)
        ? [ends('interrupted, commits late', 'a fault')]
        : []),
    ];
  }
  return [
    done,
    ...faultsOf(world, step, hasEffect).map((how) => ends(how, 'a fault')),
    ...takingLong(world, step),
  ];
}

/** A step that takes long goes on past every moment at which something may be different. */
function takingLong(world: World, step: ActivityStep): readonly PossibleMove[] {
  if (nextInstant(world) === undefined) return [];
  const move = { does: 'takesLong', step: step.do } as const;
  return [{ move, costs: world.running.isSlow ? 'nothing' : 'a fault' }];
}

function waitMoves(world: World, budget: Budget): readonly PossibleMove[] {
  const { step } = world.running;
  if (step.do !== 'wait') return [];
  const waits: PossibleMove = { move: { does: 'waits', for: step.for }, costs: 'nothing' };
  if (budget.requests + budget.faults === 0) return [waits];
  const staff = ownObjects(world.seam).flatMap(({ id, kind, window, isSuspended }) => {
    const acts: readonly Tampering[] =
      kind === 'user'
        ? [
            'removes',
            ...(window === undefined ? [] : (['changes the window of'] as const)),
            ...(isSuspended ? [] : (['suspends'] as const)),
          ]
        : ['removes'];
    return kind === 'enrollment' ? [] : acts.map((act) => ({ act, id }));
  });
  const almost: PossibleMove = {
    move: { does: 'almostWaits', for: step.for },
    costs: 'nothing, before a request',
  };
  return [
    waits,
    ...(almostOver(world) === undefined ? [] : [almost]),
    ...staff.map((each): PossibleMove => ({ move: { does: 'staff', ...each }, costs: 'a fault' })),
  ];
}

function terminations(world: World): readonly PossibleMove[] {
  const ends = (next: 'closed by the reconciler' | 'put again'): PossibleMove => ({
    move: { does: 'isTerminated', next },
    costs: 'a fault',
  });
  return isOrphan(world)
    ? [ends('closed by the reconciler'), ends('put again')]
    : [ends('put again')];
}
