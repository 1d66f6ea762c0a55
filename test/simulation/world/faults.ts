import type { FaultOutcome } from '../../../sandbox/fault-plan.ts';
import type { Attempt } from '../temporal/activity-worker.ts';
import type { VirtualTime } from '../temporal/virtual-time.ts';

import type { Dice } from './dice.ts';
import type { RequestFate, WireCall } from './seam-wire.ts';
import type { Place, Disturbance, Story, Strike, WireOutcome } from './story.ts';

/** Longer than a client waits, so that a request that is that late is answered to nobody. */
const SLOW_MS = [2_000, 9_000, 14_000, 40_000] as const;
const RETRY_AFTER_S = [0, 1, 2, 5, 30, 120, 600] as const;
const FREEZES_MS = [1_000, 8_000, 20_000, 60_000] as const;
/** A create that is later than that would be later than anybody waits for. */
const LATEST_SHARE = 0.9;

/** Says, place by place, which faults of the story befall requests and attempts. */
export class Faults {
  /** Faults that struck, by name. */
  readonly struck = new Map<string, number>();
  /** Of what was meant for one request, what struck. */
  readonly landed = new Set<Strike>();
  readonly #story: Story;
  readonly #time: VirtualTime;
  readonly #dice: Dice;
  readonly #deaths = new WeakMap<Attempt, number>();
  readonly #freezes = new WeakMap<Attempt, { readonly step: number; readonly ms: number }>();
  readonly #lossy = new WeakSet<Attempt>();

  constructor(story: Story, time: VirtualTime, dice: Dice) {
    this.#story = story;
    this.#time = time;
    this.#dice = dice;
  }

  /** An attempt begins: whether, and where, its process dies or stands still is settled now. */
  began(attempt: Attempt): void {
    const disturbance = this.#disturbance();
    if (disturbance === undefined) return;
    const dice = this.#dice;
    if (dice.chance(disturbance.deaths)) this.#deaths.set(attempt, dice.whole(1, 8));
    if (dice.chance(disturbance.freezes)) {
      const ms = Math.min(dice.pick(FREEZES_MS), this.#latestMs() / 2);
      this.#freezes.set(attempt, { step: dice.whole(1, 6), ms });
    }
    if (dice.chance(disturbance.lostResults)) this.#lossy.add(attempt);
  }

  losesResult(attempt: Attempt): boolean {
    const loses = this.#lossy.has(attempt);
    if (loses) this.#count('result-lost');
    return loses;
  }

  pause(attempt: Attempt, place: Place, call: WireCall): number | 'dies' {
    const strike = this.#strikeOn(call);
    if (strike?.dies === place) {
      this.landed.add(strike);
      this.#count(`attempt-died-${place}`);
      return 'dies';
    }
    // An attempt waits before it sends and after it was answered; in flight lies in between.
    const step = place === 'in-flight' ? attempt.step + 0.5 : attempt.step;
    const death = this.#deaths.get(attempt);
    if (death !== undefined && step >= (place === 'in-flight' ? death - 0.5 : death)) {
      this.#count(`attempt-died-${place}`);
      return 'dies';
    }
    const freeze = this.#freezes.get(attempt);
    if (freeze === undefined || freeze.step !== step) return 0;
    this.#count('attempt-froze');
    return freeze.ms;
  }

  fateOf(call: WireCall, attempt: Attempt | undefined): RequestFate {
    const { wireMs } = this.#story.conditions;
    const dice = this.#dice;
    const undisturbed = { upMs: dice.whole(1, wireMs), downMs: dice.whole(1, wireMs) };
    const strike = this.#strikeOn(call);
    if (strike !== undefined) return this.#fateBy(strike, undisturbed, attempt);
    const disturbance = this.#disturbance();
    if (disturbance === undefined || !dice.chance(disturbance.faulty)) return undisturbed;
    const outcome = dice.pick(disturbance.outcomes);
    this.#count(outcome);
    return this.#strike(outcome, undisturbed);
  }

  #fateBy(strike: Strike, undisturbed: RequestFate, attempt: Attempt | undefined): RequestFate {
    const { outcome, dies, delayMs, retryAfter } = strike;
    const isStrike = true;
    if (dies === 'after-completion' && attempt !== undefined) {
      this.landed.add(strike);
      this.#lossy.add(attempt);
    }
    if (outcome === undefined) return { ...undisturbed, isStrike };
    this.landed.add(strike);
    this.#count(outcome);
    const { fault, ...rest } = this.#strike(outcome, undisturbed);
    if (fault === undefined) return { ...rest, isStrike };
    const delay = delayMs === undefined ? {} : { delayMs };
    const wait = retryAfter === undefined ? {} : { retryAfter };
    return { ...rest, isStrike, fault: { ...fault, ...delay, ...wait } };
  }

  #strikeOn({ path, nth }: WireCall): Strike | undefined {
    return this.#story.conditions.strikes?.find((each) => each.route === path && each.nth === nth);
  }

  #strike(outcome: WireOutcome, undisturbed: RequestFate): RequestFate {
    const dice = this.#dice;
    const slowMs = Math.min(dice.pick(SLOW_MS), this.#latestMs() / 2);
    if (outcome === 'slow-request') return { ...undisturbed, upMs: slowMs };
    if (outcome === 'slow-answer') return { ...undisturbed, downMs: slowMs };
    const fault = {
      outcome: outcome satisfies FaultOutcome,
      // Half of what is allowed: an attempt that stood still before it sent has used the other half.
      delayMs: Math.floor(dice.between(1, this.#latestMs() / 2)),
      retryAfter: dice.pick(RETRY_AFTER_S),
    };
    return { ...undisturbed, fault };
  }

  #latestMs(): number {
    return LATEST_SHARE * this.#story.quietPeriodMs;
  }

  #disturbance(): Disturbance | undefined {
    const since = this.#time.now - this.#story.beginsAt;
    return this.#story.conditions.disturbances.find(({ from, to }) => since >= from && since < to);
  }

  #count(what: string): void {
    this.struck.set(what, (this.struck.get(what) ?? 0) + 1);
  }
}
