import type { Attempt } from '../temporal/activity-worker.ts';
import type { Exchange } from '../world/seam-wire.ts';
import type { World } from '../world/world.ts';

import type { Findings } from './violation.ts';

const LEAST_MS = 1_000;
const MOST_MS = 300_000;

/** A wait that Seam has asked for. */
interface Asked {
  /** Which attempt was asked: unless its last word was taken, nobody can know of the wait. */
  readonly attempt: Attempt;
  /** An answer for which the attempt waited no more tells it nothing. */
  readonly wasHeard: () => boolean;
  readonly at: number;
  readonly until: number;
  /** How many messages the stay had heard when the attempt began that was asked to wait. */
  readonly words: number;
}

interface Begun {
  readonly at: number;
  readonly words: number;
}

/** Looks whether Seam is left alone where it asks for it: I14, `Retry-After` is honoured. */
export class PaceJudge {
  readonly #world: World;
  readonly #findings: Findings;
  readonly #asked = new Map<string, readonly Asked[]>();
  readonly #begun = new WeakMap<Attempt, Begun>();

  constructor(world: World, findings: Findings) {
    this.#world = world;
    this.#findings = findings;
  }

  /** A run that goes on after a reset begins its steps anew, and knows of no wait. */
  reset(stay: string): void {
    for (const step of this.#asked.keys())
      if (step.startsWith(`${stay} `)) this.#asked.delete(step);
  }

  /** `words`: how many messages the stay has heard; a step for another plan begins anew. */
  began(attempt: Attempt, words: number): void {
    this.#begun.set(attempt, { at: this.#world.time.now, words });
  }

  look({ attempt, sentAt, outcome, path, wasHeard }: Exchange, stay: string): void {
    const begun = attempt && this.#begun.get(attempt);
    if (attempt === undefined || begun === undefined) return;
    const step = `${stay} ${attempt.name}`;
    const asked = this.#asked.get(step) ?? [];
    const told = asked.filter(
      (one) =>
        one.attempt.isHeard && one.wasHeard() && begun.at > one.at && begun.words === one.words,
    );
    const early = Math.round((Math.max(0, ...told.map(({ until }) => until)) - sentAt) / 1_000);
    if (early > 0) {
      this.#findings.add('I14 polite', stay, `${attempt.name} asks ${path} ${early} s too early`);
    }
    const wait = this.#waitOf(attempt, { outcome, wasHeard }, begun.words);
    if (wait === undefined) return;
    const recent = asked.filter(({ until }) => until > sentAt - MOST_MS);
    this.#asked.set(step, [...recent, wait]);
  }

  #waitOf(
    attempt: Attempt,
    { outcome, wasHeard }: Pick<Exchange, 'outcome' | 'wasHeard'>,
    words: number,
  ): Asked | undefined {
    const wait = outcome.kind === 'answer' ? outcome.answer.headers['retry-after'] : undefined;
    // What is answered after the attempt has said its last word, nobody hears.
    if (wait === undefined || attempt.isHeard) return undefined;
    const ms = Math.min(MOST_MS, Math.max(LEAST_MS, Number(wait) * 1_000));
    const { now } = this.#world.time;
    return { attempt, wasHeard, at: now, until: now + ms, words };
  }
}
