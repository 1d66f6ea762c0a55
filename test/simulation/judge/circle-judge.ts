import type { World } from '../world/world.ts';

import type { Findings } from './violation.ts';

const HOUR_MS = 3_600_000;

/** What a stay does in an hour: requests that reach Seam, attempts of activities, workflow tasks. */
export type Busy = Readonly<Record<Doing, number>>;

/** The most of two, of each. */
export function busierOf(one: Busy, other: Busy): Busy {
  return {
    requests: Math.max(one.requests, other.requests),
    attempts: Math.max(one.attempts, other.attempts),
    tasks: Math.max(one.tasks, other.tasks),
  };
}

type Doing = 'requests' | 'attempts' | 'tasks';

/**
 * The most that a stay may do in any hour of its own time: about three times as much as any of the seeds 0 to
 * 11,999 did (1,234, 617 and 181; half of them no more than 42, 18 and 12). Without a pause it would be tens of
 * thousands.
 */
const MOST: Busy = { requests: 4_000, attempts: 2_000, tasks: 600 };

/**
 * What comes on top for each quiet period that an hour has room for: what is unconfirmed is looked at again after one, as
 * long as a lock does not let go. That is much only where a quiet period takes seconds (seed 2201: 6, 2 and 3).
 */
const MOST_PER_QUIET_PERIOD: Busy = { requests: 10, attempts: 4, tasks: 5 };

/** Whatever it is that happens: far more than in any story, and the last resort. */
const MOST_HAPPENINGS = 100_000;
/** The same for each stay of a house. */
const MOST_HAPPENINGS_OF_ONE = 20_000;

/** Looks whether a stay goes in circles: I16, no stay asks on and on without a pause. */
export class CircleJudge {
  readonly #world: World;
  readonly #findings: Findings;
  /** What each stay does, for itself: a house does as much as all that are in it. */
  readonly #hours = new Map<string, Readonly<Record<Doing, Hour>>>();
  readonly #mostHappenings: number;
  #isCaught = false;

  constructor(world: World, findings: Findings) {
    this.#world = world;
    this.#findings = findings;
    const stays = new Set(world.story.words.map(({ reservationId }) => reservationId)).size;
    this.#mostHappenings = MOST_HAPPENINGS + MOST_HAPPENINGS_OF_ONE * (stays - 1);
  }

  /** What a stay did in its busiest hour so far, each for itself. */
  get busiest(): Busy {
    let busiest: Busy = { requests: 0, attempts: 0, tasks: 0 };
    for (const { requests, attempts, tasks } of this.#hours.values()) {
      const its = { requests: requests.most, attempts: attempts.most, tasks: tasks.most };
      busiest = busierOf(busiest, its);
    }
    return busiest;
  }

  /** Whether the story goes in circles by now: it need not be told to its end. */
  look(): boolean {
    if (this.#world.time.happened > this.#mostHappenings) {
      this.caught('the story', `more than ${this.#mostHappenings} things have happened`);
    }
    return this.#isCaught;
  }

  /** A stay has done it once more; `what`: the step, request or phase that it is about. */
  note(doing: Doing, stay: string, what: string): void {
    const { time, story } = this.#world;
    const most =
      MOST[doing] + MOST_PER_QUIET_PERIOD[doing] * Math.floor(HOUR_MS / story.quietPeriodMs);
    if (this.#hoursOf(stay)[doing].add(time.now) <= most) return;
    this.caught(stay, `more than ${most} ${doing} within an hour, the last of them ${what}`);
  }

  #hoursOf(stay: string): Readonly<Record<Doing, Hour>> {
    const known = this.#hours.get(stay);
    if (known !== undefined) return known;
    const hours = { requests: new Hour(), attempts: new Hour(), tasks: new Hour() };
    this.#hours.set(stay, hours);
    return hours;
  }

  caught(stay: string, how: string): void {
    this.#isCaught = true;
    this.#findings.add('I16 no circles', stay, how);
  }
}

/** The moments of the last hour. */
class Hour {
  most = 0;
  #moments: number[] = [];
  #first = 0;

  /** Adds a moment, no earlier than those before; answers how many there were within the hour. */
  add(now: number): number {
    const moments = this.#moments;
    moments.push(now);
    while ((moments[this.#first] ?? now) <= now - HOUR_MS) this.#first += 1;
    if (this.#first > moments.length / 2) {
      this.#moments = moments.slice(this.#first);
      this.#first = 0;
    }
    const count = this.#moments.length - this.#first;
    this.most = Math.max(this.most, count);
    return count;
  }
}
