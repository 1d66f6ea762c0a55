import { remaining } from './ledger.ts';
import { planningStep } from './planning.ts';
import { provingStep, removingStep } from './revoking.ts';
import type { Ending, StayState } from './state.ts';
import { PRIORITY, type Step, type WaitStep } from './step.ts';
import { isUnconfirmed } from './unconfirmed.ts';
import { EVERYTHING, paced, stepOf, type Due } from './view.ts';

const FINAL = { isFinal: true } as const;

/**
 * The next step of a stay that ends: everything is removed, newest first, its absence is proven, and
 * proven again after the quiet period. It never gives up. A put that came meanwhile is planned as soon
 * as nothing is there and no create can commit late.
 */
export function decideEnding(state: StayState, life: Ending, now: number): Step {
  if (state.lastCreateAt === undefined) {
    if (state.recalled === undefined) return orWait(paced(state, recallingStep(state), now));
    // If a check says that Seam shows something of the stay in a system, the ledger has an entry for it: it is looked
    // for.
    if (remaining(state.ledger).length === 0) return endWithoutCreates(state, life, now);
  }
  const removing = removingStep(state, EVERYTHING, now, FINAL);
  if (removing !== undefined) return orWait(removing);
  const proof = (): Step => orWait(paced(state, provingStep(state, EVERYTHING, FINAL), now));
  if (life.firstProofAt === undefined) return proof();
  // If a create could still commit at the first proof, it is looked for again before a put is planned: the next life
  // would not know of it.
  const { firstProofAt } = life;
  const isOver = state.ledger.every((e) => !isUnconfirmed(e, firstProofAt));
  const reopening = isOver ? planningStep(state, now, undefined) : undefined;
  if (reopening !== undefined && reopening.do !== 'pause') return reopening;
  const until = quietUntil(state, firstProofAt);
  if (now >= until) return proof();
  return waitFor(reopening, { do: 'wait', until, for: 'second proof', isNothingDue: false });
}

/** Only a stay for which no creating step was ever scheduled, by any run of it, has nothing to prove. */
function endWithoutCreates(state: StayState, life: Ending, now: number): Step {
  const reopening = planningStep(state, now, undefined);
  if (reopening !== undefined && reopening.do !== 'pause') return reopening;
  const { rememberedUntil = 0 } = life;
  if (now < rememberedUntil)
    return waitFor(reopening, {
      do: 'wait',
      until: rememberedUntil,
      for: 'change',
      isNothingDue: false,
    });
  return { do: 'close' };
}

function recallingStep(state: StayState) {
  return stepOf(
    state,
    'recallStay',
    {
      summary: 'Ask what an earlier run left',
      effect: 'revoking',
      priority: PRIORITY.shutsADoor,
      ...FINAL,
    },
    { input: undefined, about: undefined },
  );
}

/**
 * The end of the quiet period: counted from the first proof, and from the last moment at which any
 * attempt could have sent a create; not before what is unconfirmed. Epoch milliseconds.
 */
function quietUntil({ ledger, lastCreateAt = 0, quietPeriodMs }: StayState, provenAt: number) {
  const unconfirmed = ledger.flatMap(({ unconfirmedUntil }) =>
    unconfirmedUntil === undefined ? [] : [Date.parse(unconfirmedUntil)],
  );
  return Math.max(Math.max(provenAt, lastCreateAt) + quietPeriodMs, ...unconfirmed);
}

/** A put that could not be planned yet is planned before that. */
function waitFor(reopening: Due, wait: WaitStep): WaitStep {
  return reopening?.do === 'pause' && reopening.until < wait.until
    ? { ...wait, until: reopening.until, for: 'next try' }
    : wait;
}

function orWait(due: Due): Step {
  if (due === undefined)
    throw new TypeError('the end has no refusals, so that a step is always due');
  return due.do === 'pause'
    ? { do: 'wait', until: due.until, for: 'next try', isNothingDue: false }
    : due;
}
