import { log, workflowInfo } from '@temporalio/workflow';

import type { LastSaid } from '../src/contract/closing.ts';
import type { EndedBy, Status } from '../src/contract/status.ts';
import type { StaySteps } from '../src/contract/steps.ts';
import type { Verdict } from '../src/contract/verdict.ts';
import { remaining, type Ledger } from '../src/domain/ledger.ts';
import type { Move, Situation } from '../src/domain/next-move.ts';
import { fingerprintOf, type Plan } from '../src/domain/plan.ts';
import { FIELDS, type Wish } from '../src/domain/wish.ts';

import { Interrupted, type Failed } from './interruptions.ts';
import { ATTEMPT_MS } from './policies.ts';
import { ProblemBoard } from './problem-board.ts';
import { Tickets } from './tickets.ts';

/** What a run hands to the one that continues it: everything that is not in the making. */
export interface StayMemory {
  readonly wish: Wish;
  readonly words: number;
  readonly applied?: Wish;
  readonly plan?: Plan;
  readonly ledger: Ledger;
  readonly granted?: string;
  readonly confirmed?: string;
  readonly lookedAtOpening?: string;
  readonly held: boolean;
  readonly lastCreateAt?: number;
  readonly verdicts: readonly (readonly [string, Verdict])[];
  readonly notes: readonly string[];
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
  readonly problems = new ProblemBoard();
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
  blocked: Failed | undefined;
  /** When the last creating step can have sent something; undefined while none was ever scheduled. */
  lastCreateAt: number | undefined;
  endedBy: EndedBy | undefined;
  endBegan: number | undefined;
  absentSince: string | undefined;
  revokedAt: string | undefined;
  putAgain = false;
  /** Updates that have not answered yet. */
  unanswered = 0;
  /** The final status of an earlier run that the first put was too old to reopen. */
  stale: Status | undefined;
  isFirstPlan = true;
  /** Somebody asked to try again, with the listings as they are now. */
  isReplanAsked = false;
  isNewLife = true;
  /** Systems in which somebody saw something of the stay; the main line looks there. */
  toldSystems: readonly string[] = [];
  /** Set if an earlier run of the stay was stopped from outside, and this one ends what it left. */
  readonly orphan: OrphanedStay | undefined;
  readonly notes: string[];
  private version = 0;
  private nudges = 0;
  private acting = 0;

  constructor(reservationId: string, memory: StayMemory, orphan?: OrphanedStay) {
    this.reservationId = reservationId;
    this.orphan = orphan;
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
    this.tickets = new Tickets(memory.verdicts);
    this.notes = [...memory.notes];
    this.isFirstPlan = memory.plan === undefined;
    this.isNewLife = memory.plan === undefined;
  }

  memory(): StayMemory {
    const { wish, words, applied, plan, ledger, held, notes } = this;
    const { granted, confirmed, lookedAtOpening, lastCreateAt } = this;
    return {
      wish,
      words,
      ledger,
      held,
      notes,
      verdicts: this.tickets.remembered(),
      ...(applied && { applied }),
      ...(plan && { plan }),
      ...(granted === undefined ? {} : { granted }),
      ...(confirmed === undefined ? {} : { confirmed }),
      ...(lookedAtOpening === undefined ? {} : { lookedAtOpening }),
      ...(lastCreateAt === undefined ? {} : { lastCreateAt }),
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
      blocked: this.blocked !== undefined,
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
    this.blocked = undefined;
  }

  /** Something is to be looked at, without interrupting what is being done. */
  nudge(): void {
    this.nudges += 1;
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
    if (this.plan === undefined) return Number.POSITIVE_INFINITY;
    const [opening, closing] = [this.plan.opensAt, this.plan.closesAt].map(
      (at) => Date.parse(at) - Date.now(),
    );
    return Math.min(
      // A round that is shorter than an attempt could not tell a slow step from one that nobody takes.
      opening !== undefined && opening > 0
        ? Math.max(opening, ATTEMPT_MS)
        : Number.POSITIVE_INFINITY,
      closing !== undefined && closing > 0 ? closing : Number.POSITIVE_INFINITY,
    );
  }

  /** Whether check-out has come. */
  isDeadlinePast(): boolean {
    const closing = this.isPlanned() ? this.plan?.closesAt : undefined;
    const closesAt = closing === undefined ? this.closesAnyway : Date.parse(closing);
    return closesAt !== undefined && Date.now() >= closesAt;
  }

  /** When the plan in force closes although the wish has a newer word, which does not move that. */
  private get closesAnyway(): number | undefined {
    const { applied, plan, wish } = this;
    if (plan === undefined || applied === undefined || this.isNewLife) return undefined;
    const isKept = (['checkOut', 'listingId'] as const).every(
      (f) => applied[f].value === wish[f].value,
    );
    return isKept ? Date.parse(plan.closesAt) : undefined;
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
    const closing = this.ledger.find((e) => e.state === 'live' && e.window !== undefined)?.window
      ?.closesAt;
    const atRisk =
      step === 'moveWindow' &&
      closing !== undefined &&
      Date.parse(closing) - Date.now() < AT_RISK_MS;
    this.problems.show('step', atRisk ? 'ExtensionAtRisk' : failed.type, failed.said);
    log.warn('A step has not succeeded yet', { step, problem: failed.type });
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
