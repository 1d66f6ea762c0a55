import { cancelledBy, completeDesiredOf, isPlanDue, lastToSay } from './desired.ts';
import { decideEnding } from './ending.ts';
import { decideLiving } from './living.ts';
import { planningStep } from './planning.ts';
import type { StayState } from './state.ts';
import type { Step } from './step.ts';
import { DAY_MS, pastEverywhere } from './when.ts';

/**
 * Decides the next thing that a stay does: it compares what is wanted with what there is. It has an
 * answer for every state that `receive`, `begin` and `record` make. `now` is epoch milliseconds.
 */
export function decide(state: StayState, now: number): Step {
  const { life, planned } = state;
  switch (life.phase) {
    case 'planning':
      return decideFirst(state, now);
    case 'living':
      // A stay lives by a plan: `record` makes it so.
      if (planned === undefined) throw new TypeError('a stay that lives without a plan');
      return decideLiving(state, planned, now);
    case 'ending':
      return decideEnding(state, life, now);
    case 'ended':
      return reopen(state, now) ?? { do: 'finish' };
    case 'superseded':
      return { do: 'finish' };
    case 'refused':
      return { do: 'fail', refusal: life.refusal };
  }
}

/** A stay that was never planned: nothing is at Seam, unless an earlier run left something. */
function decideFirst(state: StayState, now: number): Step {
  const desired = completeDesiredOf(state);
  // If every request was refused, recording the last refusal has ended or refused the stay already.
  if (desired === undefined) throw new TypeError('a stay that nobody has put');
  const by = cancelledBy(state);
  if (by !== undefined) return { do: 'end', by };
  const overAt = pastEverywhere(desired.checkOut.value);
  // A put whose check-out was past when it came is planned all the same, to be refused with its reason.
  const askedAt = lastToSay(state, 'checkOut')?.receivedAt ?? 0;
  if (now >= overAt && askedAt < overAt) return { do: 'end', by: 'check-out' };
  const planning = planningStep(state, now, overAt > now ? overAt : undefined);
  if (planning !== undefined && planning.do !== 'pause') return planning;
  // A put for last week is only planned to be refused: it has no check-out to wait for, so that a wait takes a day at
  // most.
  const latest = overAt > now ? overAt : now + DAY_MS;
  return {
    do: 'wait',
    until: Math.min(planning?.until ?? latest, latest),
    for: planning === undefined ? 'change' : 'next try',
    isNothingDue: false,
  };
}

/** A put that arrived after the second proof, before the run had closed. */
function reopen(state: StayState, now: number): Step | undefined {
  if (!isPlanDue(state)) return undefined;
  const planning = planningStep(state, now, undefined);
  if (planning === undefined) return undefined;
  return planning.do === 'pause'
    ? { do: 'wait', until: planning.until, for: 'next try', isNothingDue: false }
    : planning;
}
