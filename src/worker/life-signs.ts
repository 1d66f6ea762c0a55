import type { ActivityInterceptorsFactory } from '@temporalio/worker';

import { tellThatItLives } from '../../activities/attempt.ts';

/** How often the server hears of a step that takes long, in milliseconds. */
export const LIFE_SIGN_EVERY_MS = 1_000;

/** Tells the server every second of each attempt whose steps have a heartbeat timeout that its worker lives. */
export const lifeSigns: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    async execute(input, next) {
      if (context.info.heartbeatTimeoutMs === undefined) return next(input);
      const signs = setInterval(() => tellThatItLives(context), LIFE_SIGN_EVERY_MS);
      try {
        return await next(input);
      } finally {
        clearInterval(signs);
      }
    },
  },
});
