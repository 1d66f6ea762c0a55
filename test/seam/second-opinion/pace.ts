import { setTimeout as sleep } from 'node:timers/promises';

/** How fast requests may follow each other, over all gates that share it. */
export interface Pace {
  /** Resolves when the next request may be sent. */
  turn(): Promise<void>;
  /** Sends nothing for so many milliseconds. */
  rest(ms: number): void;
}

/** A pace of so many requests a second, evenly spread. */
export function paceOf(perSecond: number): Pace {
  let next = 0;
  return {
    async turn() {
      const at = Math.max(performance.now(), next);
      next = at + 1_000 / perSecond;
      const wait = at - performance.now();
      if (wait > 0) await sleep(wait);
    },
    rest(ms) {
      next = Math.max(next, performance.now() + ms);
    },
  };
}
