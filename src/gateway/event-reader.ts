import { Readable } from 'node:stream';

import type { LatestStates } from './latest-states.ts';

/** Milliseconds after which a reader that was cut off is to come back. */
const BACK_AFTER_MS = 2_000;

/**
 * What one reader is sent. Only what the connection takes is made: whoever reads slowly gets the latest state
 * of each stay later, and nothing is kept for them.
 */
export class EventReader extends Readable {
  readonly caller: string;
  readonly mayStill: () => Promise<boolean>;
  readonly #states: LatestStates;
  #position: number;
  #isServed = false;
  /** Since when the connection takes nothing; undefined while it does. */
  #fullSince: number | undefined;

  constructor(
    states: LatestStates,
    from: {
      readonly caller: string;
      readonly lastEventId: string | undefined;
      readonly mayStill: () => Promise<boolean>;
    },
  ) {
    super();
    this.caller = from.caller;
    this.mayStill = from.mayStill;
    this.#states = states;
    this.#position = states.positionOf(from.lastEventId);
    this.push(`retry: ${BACK_AFTER_MS}\n\n`);
  }

  /** Sends what is new. The first time is after a poll that this reader has waited for. */
  serve(): void {
    this.#isServed = true;
    if (this.#fullSince === undefined) this.#fill();
  }

  /** Shows that the connection lives; one that has taken nothing for so long is cut. */
  beat(stalledMs: number): void {
    if (this.#fullSince === undefined) this.#send(': still here\n\n');
    else if (this.#fullSince + stalledMs <= Date.now()) this.destroy();
  }

  /** Ends it in order: the reader may come back. */
  end(): void {
    this.push(null);
  }

  override _read(): void {
    this.#fullSince = undefined;
    if (this.#isServed) this.#fill();
  }

  #fill(): void {
    for (const { number, text } of this.#states.after(this.#position)) {
      this.#position = number;
      if (!this.#send(text)) return;
    }
  }

  #send(text: string): boolean {
    const hasRoom = this.push(text);
    if (!hasRoom) this.#fullSince = Date.now();
    return hasRoom;
  }
}
