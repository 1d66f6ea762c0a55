import type { AcsUser, Credential } from '../../../sandbox/model/objects.ts';
import type { Health } from '../world/health.ts';
import type { World } from '../world/world.ts';

import { isShell } from './at-seam.ts';
import type { Belongings } from './belongings.ts';
import type { Intent } from './intent.ts';
import type { Findings } from './violation.ts';

/** How long a move may take, and how long a double may be seen once no other can come; in time in which all is well. */
const MOVE_MS = 15 * 60_000;
const AFTER_DOUBT_MS = 2 * 60_000;

/** Looks for doubles: I4, no guest has two credentials, but for a move and for what is unconfirmed. */
export class DoubleJudge {
  readonly #world: World;
  readonly #health: Health;
  readonly #findings: Findings;
  readonly #intents: ReadonlyMap<string, Intent>;
  readonly #belongings: Belongings;

  constructor(
    world: World,
    health: Health,
    intents: ReadonlyMap<string, Intent>,
    belongings: Belongings,
    findings: Findings,
  ) {
    this.#world = world;
    this.#health = health;
    this.#intents = intents;
    this.#belongings = belongings;
    this.#findings = findings;
  }

  look(): void {
    for (const [stay, { current }] of this.#intents) {
      if (current?.isAlive !== true) continue;
      const ours = this.#belongings
        .usersOf(stay)
        .filter((user) => !user.isBeingDeleted && !isShell(user));
      const keys = ours.flatMap((user) => [...user.credentials].filter((c) => !c.isBeingDeleted));
      this.#count(stay, 'access users', ours, current.since);
      // What hangs on a suspended user opens nothing, and is looked for once the stay is released.
      if (!current.isHeld) this.#count(stay, 'credentials', keys, current.since);
    }
  }

  #count(
    stay: string,
    what: string,
    objects: readonly (AcsUser | Credential)[],
    since: number,
  ): void {
    if (objects.length < 2) return;
    const { time, story } = this.#world;
    const newest = Math.max(...objects.map(({ createdAt }) => createdAt));
    const isMove = this.#health.between(since, time.now) <= MOVE_MS;
    const isDoubt = this.#health.between(newest, time.now) <= story.quietPeriodMs + AFTER_DOUBT_MS;
    if (isMove || isDoubt) return;
    this.#findings.add('I4 no doubles', stay, `${objects.length} ${what} are live`);
  }
}
