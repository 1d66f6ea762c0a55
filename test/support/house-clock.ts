import { setTimeout as pause } from 'node:timers/promises';

import type { TestWorkflowEnvironment } from '@temporalio/testing';

const LOOK_MS = 20;
/** An attempt that takes longer than so many looks hangs at Seam, and is there for time to pass. */
const LOOKS = 5;

/** A clock that follows the time-skipping server, for everything that is not workflow code. */
export class HouseClock {
  private attempts = 0;
  private offset = 0;
  private readonly env: TestWorkflowEnvironment;

  constructor(env: TestWorkflowEnvironment) {
    this.env = env;
  }

  now(): number {
    return Date.now() + this.offset;
  }

  async follow(): Promise<void> {
    this.offset = (await this.env.currentTimeMs()) - Date.now();
  }

  /** Lets an activity's attempt run at the server's time. */
  async during<R>(attempt: () => Promise<R>): Promise<R> {
    await this.follow();
    this.attempts += 1;
    return attempt().finally(() => {
      this.attempts -= 1;
    });
  }

  /** Waits by the real clock for attempts that run: to them a skip looks like a request that took so long. */
  async settle(): Promise<void> {
    for (let look = 0; this.attempts > 0 && look < LOOKS; look += 1) await pause(LOOK_MS);
  }
}
