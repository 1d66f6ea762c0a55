import { log, workflowInfo } from '@temporalio/workflow';

import type { LastSaid } from '../src/contract/closing.ts';
import type { EndedBy, LastSignal, Problem, Status } from '../src/contract/status.ts';
import type { StaySteps } from '../src/contract/steps.ts';
import type { Verdict } from '../src/contract/verdict.ts';
import { remaining, type Ledger } from '../src/domain/ledger.ts';
import type { Blocked, Move, Situation } from '../src/domain/next-move.ts';
import { fingerprintOf, type Plan } from '../src/domain/plan.ts';
import { FIELDS, mayStayLonger, type Wish } from '../src/domain/wish.ts';

import { Interrupted, type Failed } from './interruptions.ts';
import { ATTEMPT_MS } from './policies.ts';
import { ProblemBoard, type ProblemSource } from './problem-board.ts';
import { Tickets } from './tickets.ts';

/** What a run hands to the one that continues it: everything that is not in the making. */
export interface StayMemory {
  readonly wish: Wish;
  readonly words: number;
  readonly applied?: Wish | undefined;
  readonly plan?: Plan | undefined;
  readonly ledger: Ledger;
  readonly granted?: string | undefined;
  readonly confirmed?: string | undefined;
  readonly lookedAtOpening?: string | undefined;
  readonly held: boolean;
  readonly trouble?: string | undefined;
  readonly blocked?: Blocked | undefined;
  readonly lastCreateAt?: number | undefined;
  readonly endedBy?: EndedBy | undefined;
  readonly endBegan?: number | undefined;
  readonly absentSince?: string | undefined;
  readonly putAgain?: boolean;
  readonly isReplanAsked?: boolean;
  readonly toldSystems?: readonly string[];
  readonly verdicts: readonly (readonly [string, Verdict])[];
  readonly lastSignal?: LastSignal | undefined;
  readonly notes: readonly string[];
  readonly problems?: readonly (readonly [ProblemSource, Problem])[];
  readonly orphan?: OrphanedStay | undefined;
}

/** What is known of a stay whose earlier run was stopped from outside. */
export interface OrphanedStay {
  readonly endedBy: EndedBy;
  readonly quietPeriodMs: number;
  readonly last?: LastSaid | undefined;
}

const AT_RISK_MS = 3_600_000;

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
  /** The wish that the plan answers: what refused changes return to. */
  applied: Wish | undefined;
  plan: Plan | undefined;
  ledger: Ledger;
  granted: string | undefined;
  confirmed: string | undefined;
  lookedAtOpening: string | undefined;
  /** The guest has, or had, a confirmed access in this life. */
  held: boolean;
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
  isFirstPlan = true;
  /** Somebody asked to try again, with the listings as they are now. */
  isReplanAsked: boolean;
  isNewLife = true;
  /** An operator has cancelled this run: Temporal passes on no second cancellation. */
  isDeaf = false;
  /** Systems in which somebody saw something of the stay; the main line looks there. */
  toldSystems: readonly string[];
  isLookAsked = false;
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
    this.put = memory.wish;
    this.words = memory.words;
    this.applied = memory.applied;
    this.plan = memory.plan;
    this.ledger = memory.ledger;
    this.granted = memory.granted;
    this.confirmed = memory.confirmed;
    this.lookedAtOpening = memory.lookedAtOpening;
    this.held = memory.held;
    this.lastCreateAt = memory.lastCreateAt;
    this.tickets = new Tickets(memory.verdicts, memory.lastSignal);
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
    this.isFirstPlan = memory.plan === undefined;
    this.isNewLife = memory.plan === undefined;
  }

  memory(): StayMemory {
    const { wish, words, applied, plan, ledger, granted, confirmed, lookedAtOpening, held } = this;
    const { trouble, blocked, lastCreateAt, endedBy, endBegan, absentSince, putAgain } = this;
    const { isReplanAsked, toldSystems, notes, orphan } = this;
    return {
      ...{ wish, words, applied, plan, ledger, granted, confirmed, lookedAtOpening, held },
      ...{ trouble, blocked, lastCreateAt, endedBy, endBegan, absentSince, putAgain },
      ...{ isReplanAsked, toldSystems, notes, orphan },
      verdicts: this.tickets.remembered(),
      lastSignal: this.tickets.lastSignal,
      problems: this.problems.remembered(),
    };
  }

  situation(): Situation {
    return {
      cancelled: this.wish.cancelled.value || this.putAgain,
      plan: this.isPlanned() ? this.plan : undefined,
      ledger: this.ledger,
      granted: this.granted,
      confirmed: this.confirmed,
      lookedAtOpening: this.lookedAtOpening,
      inTrouble: this.trouble !== undefined,
      blocked: this.blocked,
      lookAsked: this.isLookAsked,
      closesAnyway: this.closesAnyway,
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

  /** The same, or if check-out has come: what is being done is the end's to finish. */
  interruptIfOver(): void {
    if (this.isOutdated() || this.isDeadlinePast()) throw new Interrupted();
  }

  /** Milliseconds until the plan opens or closes, whichever is next: a round ends by then. */
  msUntilDeadline(): number {
    const opening = Date.parse(this.plan?.opensAt ?? '') - Date.now();
    // A round that is shorter than an attempt could not tell a slow step from one that nobody takes.
    const left = [opening, this.msUntilClosing()]
      .filter((ms) => ms > 0)
      .map((ms) => Math.max(ms, ATTEMPT_MS));
    return Math.min(Number.POSITIVE_INFINITY, ...left);
  }

  /** Milliseconds until check-out. */
  msUntilClosing(): number {
    return (this.closesAt ?? Number.POSITIVE_INFINITY) - Date.now();
  }

  /** Whether check-out has come. */
  isDeadlinePast(): boolean {
    return this.closesAt !== undefined && Date.now() >= this.closesAt;
  }

  private get closesAt(): number | undefined {
    return this.isPlanned() ? Date.parse(this.plan?.closesAt ?? '') : this.closesAnyway;
  }

  /** When the plan in force closes although the wish has a newer word, which does not put that off. */
  private get closesAnyway(): number | undefined {
    const { applied, plan, wish } = this;
    if (plan === undefined || applied === undefined || this.isNewLife) return undefined;
    return mayStayLonger(wish, applied) ? undefined : Date.parse(plan.closesAt);
  }

  /** Milliseconds until the next doubt runs out; none if one has. */
  msUntilDoubt(): number {
    const doubts = remaining(this.ledger).flatMap((e) =>
      e.doubtUntil === undefined ? [] : [Date.parse(e.doubtUntil) - Date.now()],
    );
    return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...doubts));
  }

  showFailure(step: keyof StaySteps, failed: Failed): void {
    if (failed.type === 'NotConfirmedYet' && this.trouble !== undefined) return;
    this.problems.show(
      'step',
      this.isExtensionAtRisk(step) ? 'ExtensionAtRisk' : failed.type,
      failed.said,
    );
    log.warn('A step has not succeeded yet', { step, problem: failed.type });
  }

  /** Whether Seam may shut the door at a check-out that is no more, because it has not been told. */
  private isExtensionAtRisk(step: keyof StaySteps): boolean {
    const held = this.ledger.find((e) => e.state === 'live' && e.window !== undefined)?.window;
    if (held === undefined || !(Date.parse(held.closesAt) - Date.now() < AT_RISK_MS)) return false;
    const closesAt = this.closesAt ?? Number.POSITIVE_INFINITY;
    const isTold = step === 'moveWindow' || (step === 'planStay' && !this.isNewLife);
    return isTold && closesAt > Date.parse(held.closesAt);
  }

  /** What the settled wish amounts to: an applied verdict with the window it stands for. */
  verdict(): Verdict {
    const { plan } = this;
    if (plan === undefined) return { outcome: 'applied' };
    const { opensAt, closesAt } = plan;
    return {
      outcome: 'applied',
      opensAt,
      closesAt,
      ...(plan.note === undefined ? {} : { reason: plan.note }),
    };
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
