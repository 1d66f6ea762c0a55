import { condition } from '@temporalio/workflow';

import { nextMove, type Move } from '../src/stay/next-move.ts';
import type { Plan } from '../src/stay/plan.ts';

import { continueInNewRun } from './continuing.ts';
import { confirm, leaveGroups, moveWindow } from './holding.ts';
import { Interrupted, RefusedForGood } from './interruptions.ts';
import { plan } from './planning.ts';
import { lookIn } from './remains.ts';
import { situationOf } from './situation.ts';
import type { Stay } from './stay.ts';
import { leavePlace, withdraw } from './taking-away.ts';
import type { Ticket } from './tickets.ts';
import { publish } from './timeline.ts';
import { appliedVerdict } from './verdicts.ts';
import { grant } from './vocabulary.ts';

/**
 * Lives the stay: compares what is wanted with what there is, does the next thing, looks again;
 * until check-out, wherever it moves, or cancellation.
 */
export async function live(stay: Stay): Promise<void> {
  // One that goes on in a new run may have been ending already.
  while (stay.stale === undefined && !stay.isEnding) {
    if (stay.isLong && stay.unanswered === 0) await continueInNewRun(stay);
    takeInTold(stay);
    const move = nextMove(Date.now(), situationOf(stay));
    stay.nextMove = move;
    stay.beginMove();
    publish(stay);
    if (move.do === 'end') return beginEnd(stay, move.by);
    try {
      await make(stay, move);
      if (stay.blocked?.move === move.do) stay.unblock();
    } catch (error) {
      if (error instanceof Interrupted) continue;
      if (!(error instanceof RefusedForGood)) throw error;
      // What was refused may be what the newest wish does not want any more.
      if (!stay.isOutdated()) block(stay, move.do, error);
    }
  }
}

async function make(stay: Stay, move: Exclude<Move, { do: 'end' }>): Promise<void> {
  switch (move.do) {
    case 'plan':
      return plan(stay);
    case 'withdraw':
      return withdraw(stay);
    case 'move-window':
      return moveWindow(stay, planOf(stay), move.place);
    case 'grant':
      return grant(stay, planOf(stay));
    case 'confirm':
      return confirm(stay, planOf(stay));
    case 'leave-groups':
      return leaveGroups(stay, planOf(stay), move.groups);
    case 'leave-place':
      return leavePlace(stay, move.place);
    case 'watch':
      // Behind a door that is offline the access is granted all the same.
      stay.tickets.settle(isSettled(stay) ? appliedVerdict(stay) : pending(stay));
      return confirm(stay, planOf(stay));
    case 'wait':
      return wait(stay, move);
  }
}

/** Takes into the ledger where somebody saw something of the stay, so that it is looked for. */
function takeInTold(stay: Stay): void {
  lookIn(stay, stay.toldSystems);
  stay.toldSystems = [];
}

/** Sleeps durably until the next deadline; a new wish wakes it. */
async function wait(stay: Stay, move: Extract<Move, { do: 'wait' }>): Promise<void> {
  stay.tickets.settle(stay.blocked === undefined ? appliedVerdict(stay) : pending(stay));
  if (stay.blocked === undefined) stay.applied = stay.wish;
  if (stay.isLong || stay.isDeaf) await continueInNewRun(stay);
  const { alarm } = stay;
  const left = Math.max(1, move.until - Date.now());
  await condition(() => stay.alarm !== alarm, left, { summary: SUMMARY[move.for] });
}

const SUMMARY = {
  'check-in': 'Until check-in',
  'check-out': 'Until check-out',
  doubt: 'Until a late create can be no more',
  change: 'Until somebody corrects it',
};

function isSettled(stay: Stay): boolean {
  return stay.confirmed === stay.fingerprint && stay.blocked === undefined;
}

/** A refusal for good does not end the stay: it keeps what the guest has, and waits for a person. */
function block(stay: Stay, move: Move['do'], { failed }: RefusedForGood): void {
  stay.blocked = { move, at: Date.now() };
  stay.problems.clear('step');
  stay.problems.show('refusal', failed.type, failed.said);
}

function pending(stay: Stay): { outcome: 'pending'; reason: string } {
  return { outcome: 'pending', reason: stay.problems.gravest?.message ?? 'Look at the status.' };
}

function beginEnd(stay: Stay, by: 'check-out' | 'cancellation'): void {
  const orphan = stay.plan === undefined ? stay.orphan : undefined;
  stay.endedBy = by === 'cancellation' ? (stay.endedBy ?? orphan?.endedBy ?? by) : by;
  stay.endBegan ??= Date.now();
  // What a put that is refused meanwhile returns to is a stay that ends.
  const cancelled = { ...stay.wish.cancelled, value: by === 'cancellation' };
  stay.applied &&= { ...stay.applied, cancelled };
  stay.problems.clearAll();
  if (by === 'check-out') stay.tickets.settle(TOO_LATE, (t) => !isAboutEnd(stay, t));
}

const TOO_LATE = { outcome: 'too-late', reason: 'Check-out came first.' } as const;

/** Who cancelled, or moved the check-out to here, has what was asked for once the access is gone. */
function isAboutEnd(stay: Stay, { kind, standsWith }: Ticket): boolean {
  return kind === 'cancel' || standsWith.includes(stay.wish.checkOut.by);
}

function planOf(stay: Stay): Plan {
  // nextMove answers these moves only where there is a plan.
  if (stay.plan === undefined) throw new TypeError('a move without a plan');
  return stay.plan;
}
