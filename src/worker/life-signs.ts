import type { ActivityInterceptorsFactory } from '@temporalio/worker';

import { tellThatItLives } from '../../activities/attempt.ts';

/** How often the server hears of a step that takes long, in milliseconds. */
export const LIFE_SIGN_EVERY_MS = 1_000;

/** Tells the server every second that the worker lives, while an attempt of a step is under way that has a heartbeat timeout. */
export const lifeSigns: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      // The server says 0 where a step has none.
      if (!context.info.heartbeatTimeoutMs) return next(input);
      const signs = setInterval(() => tellThatItLives(context), LIFE_SIGN_EVERY_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(signs);
      }
    },
  },
});
