import { workflowInfo } from '@temporalio/workflow';

import type { EndedBy, Status } from '../src/contract/status.ts';
import type { Inherited, StaySteps } from '../src/contract/steps.ts';
import type { Ledger } from '../src/stay/ledger.ts';
import type { Blocked, Move } from '../src/stay/next-move.ts';
import { fingerprintOf, type Plan } from '../src/stay/plan.ts';
import { FIELDS, type Wish } from '../src/stay/wish.ts';

import { Interrupted } from './interruptions.ts';
import { ProblemBoard } from './problem-board.ts';
import type { OrphanedStay, StayMemory } from './stay-memory.ts';
import { Tickets } from './tickets.ts';

/**
 * One stay in the making: the wish, written by handlers only; the ledger and all that follows from
 * it, written by the main line only.
 */
export class Stay {
  readonly reservationId: string;
  readonly tickets: Tickets;
  readonly problems: ProblemBoard;
  wish: Wish;
  words: number;
  /** The wish as the newest put left it: what refused changes return to while nothing was applied. */
  put: Wish;
  /** A plan has answered it. */
  isPutPlanned: boolean;
  /** The wish that the plan answers: what refused changes return to. */
  applied: Wish | undefined;
  plan: Plan | undefined;
  ledger: Ledger;
  granted: string | undefined;
  confirmed: string | undefined;
  lookedAtOpening: string | undefined;
  /** The guest has, or had, a confirmed access in this life. */
  held: boolean;
  /** The credential that was confirmed last. */
  inHand: string | undefined;
  trouble: string | undefined;
  blocked: Blocked | undefined;
  /** When the last creating step can have sent something; undefined while none was ever scheduled. */
  lastCreateAt: number | undefined;
  endedBy: EndedBy | undefined;
  endBegan: number | undefined;
  absentSince: string | undefined;
  revokedAt: string | undefined;
  putAgain: boolean;
  /** Updates that have not answered yet. */
  unanswered = 0;
  /** The final status of an earlier run that the first put was too old to reopen. */
  stale: Status | undefined;
  /** Between the two proofs, where an earlier run left something and no plan of this one says it. */
  quietPeriodMs: number | undefined;
  /** Nobody has asked yet what an earlier run of the stay left behind. */
  isRecallDue: boolean;
  /** Somebody asked to try again, with the listings as they are now. */
  isReplanAsked: boolean;
  isNewLife: boolean;
  /** An operator has cancelled this run: Temporal passes on no second cancellation. */
  isDeaf = false;
  /** Systems in which somebody saw something of the stay; the main line looks there. */
  toldSystems: readonly string[];
  isLookAsked = false;
  /** What an earlier run that was stopped from outside left. */
  inherited: Inherited;
  /** Set if an earlier run of the stay was stopped from outside, and this one ends what it left. */
  readonly orphan: OrphanedStay | undefined;
  /** Until when Seam asked each step to wait, in epoch milliseconds; a newer wish begins anew. */
  readonly askedToWait = new Map<keyof StaySteps, number>();
  readonly notes: string[];
  private version = 0;
  private nudges = 0;
  private acting = 0;

  constructor(reservationId: string, memory: StayMemory) {
    this.reservationId = reservationId;
    this.orphan = memory.orphan;
    this.wish = memory.wish;
    this.put = memory.put ?? memory.wish;
    this.isPutPlanned = memory.isPutPlanned ?? memory.plan !== undefined;
    this.words = memory.words;
    this.applied = memory.applied;
    this.plan = memory.plan;
    this.ledger = memory.ledger;
    this.granted = memory.granted;
    this.confirmed = memory.confirmed;
    this.lookedAtOpening = memory.lookedAtOpening;
    this.held = memory.held;
    this.inHand = memory.inHand;
    this.lastCreateAt = memory.lastCreateAt;
    this.tickets = new Tickets(memory.commands, memory.lastSignal);
    this.notes = [...memory.notes];
    this.problems = new ProblemBoard(memory.problems);
    this.trouble = memory.trouble;
    this.blocked = memory.blocked;
    this.endedBy = memory.endedBy;
    this.endBegan = memory.endBegan;
    this.absentSince = memory.absentSince;
    this.putAgain = memory.putAgain ?? false;
    this.isReplanAsked = memory.isReplanAsked ?? false;
    this.toldSystems = memory.toldSystems ?? [];
    this.inherited = memory.inherited ?? { userIds: [], namedByGuideIn: [] };
    this.isRecallDue = memory.plan === undefined;
    this.isNewLife = memory.isNewLife ?? memory.plan === undefined;
  }

  memory(): StayMemory {
    const { wish, put, isPutPlanned, isNewLife, words, applied, plan, ledger } = this;
    const { granted, confirmed, lookedAtOpening, held, inHand } = this;
    const { trouble, blocked, lastCreateAt, endedBy, endBegan, absentSince, putAgain } = this;
    const { isReplanAsked, toldSystems, inherited, notes, orphan } = this;
    return {
      ...{ wish, put, isPutPlanned, isNewLife, words, applied, plan, ledger },
      ...{ granted, confirmed, lookedAtOpening, held, inHand },
      ...{ trouble, blocked, lastCreateAt, endedBy, endBegan, absentSince, putAgain },
      ...{ isReplanAsked, toldSystems, inherited, notes, orphan },
      commands: this.tickets.remembered(),
      lastSignal: this.tickets.lastSignal,
      problems: this.problems.remembered(),
    };
  }

  /** Whether the plan answers the wish as it is now. */
  isPlanned(): boolean {
    const { applied, wish } = this;
    return (
      !this.isReplanAsked &&
      this.plan !== undefined &&
      applied !== undefined &&
      FIELDS.every(
        (f) =>
          f === 'cancelled' || JSON.stringify(applied[f].value) === JSON.stringify(wish[f].value),
      )
    );
  }

  get isEnding(): boolean {
    return this.endBegan !== undefined;
  }

  /** The wish has changed: what is being done may be pointless. */
  changed(): void {
    this.version += 1;
    this.askedToWait.clear();
    this.unblock();
  }

  /** Whatever was refused for good is tried again. */
  unblock(): void {
    this.blocked = undefined;
    this.problems.clear('refusal');
  }

  /** Something is to be looked at, without interrupting what is being done. */
  nudge(): void {
    this.nudges += 1;
  }

  /** Messages that change nothing fill the history as well: a stay that sleeps goes on in a new run. */
  keepShort(): void {
    if (this.isLong) this.nudge();
  }

  /** Remembers which wish the main line acts on. */
  beginMove(): void {
    this.acting = this.version;
  }

  isOutdated(): boolean {
    return this.version !== this.acting;
  }

  /** A mark that changes with every wish and nudge: what a sleeping stay is woken by. */
  get alarm(): number {
    return this.version + this.nudges;
  }

  /** Throws {@link Interrupted} if the main line acts on a wish that is not the newest. */
  interruptIfOutdated(): void {
    if (this.isOutdated()) throw new Interrupted();
  }

  get fingerprint(): string | undefined {
    return this.plan === undefined ? undefined : fingerprintOf(this.plan);
  }

  /** How many events the run has; a stay that is changed very often goes on in a new one. */
  get isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || historyLength > 1_500;
  }

  /** What the stay does by itself next, for people. */
  nextMove: Move | undefined;
}
