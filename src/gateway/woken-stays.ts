import { setTimeout as delay } from 'node:timers/promises';

import type { Status, StayClient } from '../client/index.ts';

import type { SeamHint } from './seam-hint.ts';

/** What is asked of the stays. */
type Stays = Pick<StayClient, 'list' | 'look' | 'check'>;

/** How often a stay is woken at most, and in what time one after the other; in milliseconds. */
export interface WakingPace {
  readonly sameStayMs: number;
  readonly nextStayMs: number;
}

const PACE: WakingPace = { sameStayMs: 10_000, nextStayMs: 500 };
/** Hints that are known again when they come twice. */
const REMEMBERED = 1_000;
/** Stays that one hint can be about: an identity is a person, who may have some. */
const OF_ONE_HINT = 20;
const OF_RECONNECTION = 1_000;

/** Wakes the stays that a hint is about. A hint proves nothing: the stay looks for itself. */
export class WokenStays {
  readonly #stays: Stays;
  readonly #pace: WakingPace;
  readonly #known = new Set<string>();
  /** Stays that were woken a moment ago, and whether they are to be once more. */
  readonly #paced = new Map<string, { isDueAgain: boolean }>();
  readonly #closed = new AbortController();
  #isReconnecting = false;

  constructor(stays: Stays, pace: WakingPace = PACE) {
    this.#stays = stays;
    this.#pace = pace;
  }

  /**
   * Takes a hint. Resolves when it is known whom it wakes.
   *
   * @throws StayError when Temporal has no answer: the hint may come again
   */
  async take({ eventId, kind, seamIds }: SeamHint): Promise<void> {
    if (this.#known.has(eventId)) return;
    if (kind === 'reconnection') await this.#wakeWhoWaits();
    else await this.#wakeOwners(seamIds);
    this.#known.add(eventId);
    const [oldest = ''] = this.#known;
    if (this.#known.size > REMEMBERED) this.#known.delete(oldest);
  }

  /** Wakes nobody any more. */
  close(): void {
    this.#closed.abort();
  }

  async #wakeOwners(seamIds: readonly string[]): Promise<void> {
    const owners = await this.#stays.list({ seamIds, isRunning: true, limit: OF_ONE_HINT });
    for (const { reservationId } of owners.stays) {
      const status = await this.#stays.look(reservationId);
      if (!isOwnDoing(status, seamIds)) this.#wake(reservationId);
    }
  }

  /** A system is there again: whoever has a problem may be helped now, one after the other. */
  async #wakeWhoWaits(): Promise<void> {
    if (this.#isReconnecting) return;
    const troubled = { problem: 'any', isRunning: true, limit: OF_RECONNECTION } as const;
    const { stays } = await this.#stays.list(troubled);
    this.#isReconnecting = true;
    void this.#wakeInTurn(stays.map(({ reservationId }) => reservationId)).finally(() => {
      this.#isReconnecting = false;
    });
  }

  async #wakeInTurn(reservationIds: readonly string[]): Promise<void> {
    for (const reservationId of reservationIds) {
      if (this.#closed.signal.aborted) return;
      this.#wake(reservationId);
      await this.#wait(this.#pace.nextStayMs);
    }
  }

  /** At once; within a moment of the last time at the end of that moment, for whatever came in between. */
  #wake(reservationId: string): void {
    const paced = this.#paced.get(reservationId);
    if (paced === undefined) void this.#check(reservationId);
    else paced.isDueAgain = true;
  }

  async #check(reservationId: string): Promise<void> {
    const paced = { isDueAgain: false };
    this.#paced.set(reservationId, paced);
    // Nobody waits for what it finds; and if it cannot be told, it looks by itself in time.
    this.#stays.check(reservationId).catch(() => {});
    await this.#wait(this.#pace.sameStayMs);
    this.#paced.delete(reservationId);
    if (paced.isDueAgain && !this.#closed.signal.aborted) void this.#check(reservationId);
  }

  async #wait(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: this.#closed.signal, ref: false }).catch(() => {});
  }
}

/** Whether the stay itself asked for the removal of all of these that it knows. */
function isOwnDoing({ ledger }: Status, seamIds: readonly string[]): boolean {
  const known = ledger.filter(({ id }) => id !== undefined && seamIds.includes(id));
  return (
    known.length > 0 &&
    known.every(({ state, removalAskedAt }) => state === 'removed' || removalAskedAt !== undefined)
  );
}
