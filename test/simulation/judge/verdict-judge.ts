import type { Verdict } from '../../../src/contract/verdict.ts';
import type { UpdateOutcome } from '../temporal/history.ts';
import { fromPayload } from '../temporal/payload.ts';
import { doorsOf, isHeldByUs, LISTINGS } from '../world/listings.ts';
import type { Word } from '../world/story.ts';
import type { World } from '../world/world.ts';

import type { AddressJudge } from './address-judge.ts';
import { openDoors, openForReplaced } from './at-seam.ts';
import type { Belongings } from './belongings.ts';
import type { Entitlement, Intent, Worth } from './intent.ts';
import { ReissueJudge } from './reissue-judge.ts';
import type { StaffLog } from './staff-log.ts';
import type { Findings } from './violation.ts';

/** A workflow task, and the wire to it and back. */
const A_TASK_MS = 1_000;
/** How long an answer of Seam's is under way at most. */
const ANSWER_MS = 10_000;

interface Open {
  readonly word: Word;
  readonly worth: Worth;
  /** A run that was reset had heard it too. */
  readonly isAgain: boolean;
  /** Messages that the stay had heard with this one. */
  readonly heard: number;
  /** It came in the very task in which a stay that was put again began to live. */
  readonly isAtRevival: boolean;
}

/** By what a verdict is judged beside the words. */
export interface VerdictEyes {
  readonly belongings: Belongings;
  readonly addresses: AddressJudge;
  readonly staff: StaffLog;
}

/** Holds every verdict against what was heard and what the doors do: I5. */
export class VerdictJudge {
  readonly #world: World;
  readonly #eyes: VerdictEyes;
  readonly #findings: Findings;
  readonly #open = new Map<string, Open>();
  readonly #late = new Map<string, number[]>();
  readonly reissues: ReissueJudge;
  /** Stays that were told that nobody gets in, and that nobody has released since. */
  readonly sealed = new Set<string>();

  constructor(world: World, eyes: VerdictEyes, findings: Findings) {
    this.#world = world;
    this.#eyes = eyes;
    this.#findings = findings;
    this.reissues = new ReissueJudge(world, eyes.belongings);
  }

  /**
   * An update was heard; `worth` is what it should come to. `isAgain`: a run that was reset has heard it too, and may
   * have done it.
   */
  heard(
    runId: string,
    updateId: string,
    { word, worth, isAgain }: { word: Word; worth: Worth; isAgain: boolean },
    intent: Intent,
  ): void {
    const key = `${runId} ${updateId}`;
    const isAtRevival = intent.isPlannedAgain;
    this.#open.set(key, { word, worth, isAgain, isAtRevival, heard: intent.heard });
    if (word.says.kind === 'reissue' && !isAgain) this.reissues.heard(key, word.reservationId);
  }

  answered(runId: string, updateId: string, outcome: UpdateOutcome, intent: Intent): void {
    const key = `${runId} ${updateId}`;
    const open = this.#open.get(key);
    this.#open.delete(key);
    if (open === undefined) return;
    const { reservationId: stay } = open.word;
    if ('failure' in outcome) {
      this.#tell(stay, `an accepted ${open.word.says.kind} failed: ${outcome.failure.message}`);
      return;
    }
    const verdict = fromPayload(outcome.result) as Verdict;
    const wrong = this.#wrong(key, open, verdict, intent);
    if (wrong !== undefined) {
      this.#tell(stay, `${open.word.says.kind} was answered ${verdict.outcome}, ${wrong}`);
    }
  }

  /** A run was stopped from outside: whoever waits is told that it is gone. */
  dropped(runId: string): void {
    for (const key of this.#open.keys()) if (key.startsWith(`${runId} `)) this.#open.delete(key);
  }

  /** A run has closed: nothing that it heard may be without an answer. */
  closed(runId: string): void {
    for (const [key, { word }] of this.#open) {
      if (!key.startsWith(`${runId} `)) continue;
      this.#open.delete(key);
      this.#tell(word.reservationId, `a ${word.says.kind} was never answered`);
    }
  }

  #wrong(
    key: string,
    { word, worth, isAgain, isAtRevival, heard }: Open,
    verdict: Verdict,
    intent: Intent,
  ): string | undefined {
    // Also by what is refused later on: a change that is overtaken is answered at once.
    const isOvertaken = intent.heard > heard;
    const isOver = intent.isEnding || intent.current?.isAlive === false;
    switch (verdict.outcome) {
      case 'pending':
        return undefined;
      case 'applied':
        if (worth === 'repeated' || worth === 'agreed') return undefined;
        if (worth === 'too-late' && isAtRevival) return undefined;
        if (worth !== 'taken') return intent.isSaidByRevival(word) ? undefined : `and is ${worth}`;
        return this.#effect(key, word, verdict, intent);
      case 'superseded':
        // What had ended before a reset stays ended, and what it had heard is overtaken by that.
        if (isAgain && isOver) return undefined;
        return ['superseded', 'repeated', 'agreed'].includes(worth) || isOvertaken
          ? undefined
          : `and is ${worth} and not overtaken`;
      case 'too-late':
        return worth === 'taken' && !isOvertaken && !isOver ? 'and came in time' : undefined;
      case 'refused':
        return worth !== 'taken' || intent.isRefused(word) || this.#isPast(intent)
          ? undefined
          : 'and is fine';
    }
  }

  /** A request of the stay's is carried out at a time when nobody waits for it any more. */
  carriedOutLate(stay: string, at: number): void {
    this.#late.set(stay, [...(this.#late.get(stay) ?? []), at]);
  }

  /** Whether it was made too late for the answer of the first proof, which was under way. */
  #wasMadeMeanwhile(stay: string, createdAt: number): boolean {
    const { now } = this.#world.time;
    const isLate = this.#late.get(stay)?.some((at) => Math.abs(at - createdAt) <= 1) === true;
    return isLate && createdAt + ANSWER_MS > now;
  }

  /** What `applied` must mean at this moment. */
  #effect(key: string, word: Word, verdict: Verdict, { current }: Intent): string | undefined {
    const { reservationId: stay, says } = word;
    const { belongings, addresses, staff } = this.#eyes;
    const workspace = this.#world.workspace();
    const { now } = this.#world.time;
    if (current === undefined) return 'and nothing is wanted';
    if (!current.isAlive) {
      if (says.kind === 'put' && current.closesAt > now) return 'and the stay does not live';
      if (says.kind !== 'cancel' && says.kind !== 'operator') return undefined;
      // What no list shows yet is found by the second proof, as is what is carried out after the first.
      const shownMs = (this.#world.story.conditions.listsLagS ?? 0) * 1_000;
      const isShown = ({ createdAt }: { readonly createdAt: number }) =>
        createdAt + shownMs <= now && !this.#wasMadeMeanwhile(stay, createdAt);
      const left = belongings.objectsOf(stay).filter((o) => !('users' in o) && isShown(o));
      return left.length === 0 ? undefined : `and ${left.length} objects are left`;
    }
    if (says.kind === 'hold') return this.#held(stay, current);
    if (says.kind === 'reissue') return this.reissues.wrong(key, stay, current);
    if (says.kind !== 'put' && says.kind !== 'change' && says.kind !== 'release') return undefined;
    if (
      says.kind !== 'release' &&
      (Date.parse(verdict.opensAt ?? '') !== current.opensAt ||
        Date.parse(verdict.closesAt ?? '') !== current.closesAt)
    ) {
      return `for ${verdict.opensAt ?? '-'} to ${verdict.closesAt ?? '-'}, which is not what is wanted`;
    }
    const isInside = !current.isHeld && current.opensAt <= now && now < current.closesAt;
    const wanted = isInside ? doorsOf(workspace, current.listingId) : new Set<string>();
    const open = openDoors(workspace, belongings).get(stay) ?? new Set();
    const isUnseen = staff.isUnseen(stay);
    if (!isUnseen) {
      const astray = addresses.wrong(stay, current);
      if (astray !== undefined) return `and ${astray}`;
    }
    if (this.#isTurning(current)) return undefined;
    // What staff did since the stay's last look may have shut doors, and opens none but a held guest's.
    if (isUnseen && current.isHeld && staff.unsuspendedAt(stay) > 0) return undefined;
    const isAsWanted = isUnseen
      ? [...open].every((door) => wanted.has(door))
      : wanted.size === open.size && [...wanted].every((door) => open.has(door));
    return isAsWanted ? undefined : `and ${open.size} doors of ${wanted.size} are open`;
  }

  /** From here on nobody gets in until somebody releases it, whoever the guest is. */
  #held(stay: string, { isHeld }: Entitlement): string | undefined {
    if (!isHeld) return undefined;
    const { belongings, staff } = this.#eyes;
    const workspace = this.#world.workspace();
    const open = openDoors(workspace, belongings).get(stay)?.size ?? 0;
    const before = [...openForReplaced(workspace, belongings)].length;
    this.sealed.add(stay);
    if (staff.isUnseen(stay)) return undefined;
    return open + before > 0
      ? `and ${open} doors are open, and ${before} of those before`
      : undefined;
  }

  /** Where we open and shut the doors ourselves, the timer for it may not have fired yet. */
  #isTurning({ listingId, opensAt, closesAt }: Entitlement): boolean {
    const { time, story } = this.#world;
    const listing = LISTINGS.get(listingId);
    if (listing === undefined || !isHeldByUs(listing)) return false;
    const mostMs = story.conditions.lateTimersMs + A_TASK_MS;
    return [opensAt, closesAt].some((at) => at <= time.now && time.now <= at + mostMs);
  }

  /** A stay that was to end before it was planned is refused as a whole, by the worker's clock. */
  #isPast({ current }: Intent): boolean {
    const { time, story } = this.#world;
    return (current?.checkOut ?? 0) <= time.now + Math.max(0, story.conditions.skewMs);
  }

  #tell(stay: string, what: string): void {
    this.#findings.add('I5 no lost word', stay, what);
  }
}
