import { setTimeout as delay } from 'node:timers/promises';

import type { StayClient } from '../client/index.ts';

const ASKED_EVERY_MS = 1_000;

/** Knows whether Temporal answers: all who want to know share one question a second. */
export interface TemporalWatch {
  /**
   * Resolves if Temporal answers.
   *
   * @throws StayError within 3 s, if it does not
   */
  ask(): Promise<void>;
  /**
   * Waits for a piece of work while Temporal answers. A stay may take a minute to answer a request; a
   * Temporal that is away is known after 4 s.
   *
   * @throws StayError of the question; what the work throws. The work goes on by itself
   */
  during<T>(work: Promise<T>): Promise<T>;
}

/** Watches the Temporal of a client. */
export function watchTemporal(stays: Pick<StayClient, 'reach'>): TemporalWatch {
  let asked: { readonly at: number; readonly answer: Promise<void> } | undefined;
  const ask = (): Promise<void> => {
    if (asked === undefined || asked.at + ASKED_EVERY_MS <= Date.now()) {
      asked = { at: Date.now(), answer: stays.reach() };
    }
    return asked.answer;
  };
  return {
    ask,
    async during<T>(work: Promise<T>): Promise<T> {
      const over = new AbortController();
      const watching = (async (): Promise<never> => {
        for (;;) {
          await delay(ASKED_EVERY_MS, undefined, { signal: over.signal });
          await ask();
        }
      })();
      // Whichever comes second is nobody's.
      watching.catch(() => {});
      work.catch(() => {});
      try {
        return await Promise.race([work, watching]);
      } finally {
        over.abort();
      }
    },
  };
}
