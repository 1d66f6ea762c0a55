import { setTimeout as pause } from 'node:timers/promises';

import type { TestWorkflowEnvironment } from '@temporalio/testing';

const LOOK_MS = 20;
/** An attempt that hangs at Seam is there for time to pass; one that nobody holds is only slow. */
const LOOKS_AT_HELD = 5;
const LOOKS = 100;

/** A clock that follows the time-skipping server, for everything that is not workflow code. */
export class HouseClock {
  private attempts = 0;
  private skips = 0;
  private offset = 0;
  private readonly env: TestWorkflowEnvironment;
  private readonly isHolding: () => boolean;

  /** `isHolding` says whether Seam sits on a request. */
  constructor(env: TestWorkflowEnvironment, isHolding: () => boolean) {
    this.env = env;
    this.isHolding = isHolding;
  }

  now(): number {
    return Date.now() + this.offset;
  }

  async follow(): Promise<void> {
    this.offset = (await this.env.currentTimeMs()) - Date.now();
  }

  /** Skips so much of the server's time, once what runs has had its moment. Milliseconds. */
  async skip(ms: number): Promise<void> {
    await this.settle();
    this.skips += 1;
    try {
      if (ms > 0) await this.env.sleep(ms);
      await this.follow();
    } finally {
      this.skips -= 1;
    }
  }

  /** Lets an activity's attempt run at the server's time, which goes on like ours unless it is skipped. */
  async during<R>(attempt: () => Promise<R>): Promise<R> {
    if (this.skips > 0) await this.follow();
    this.attempts += 1;
    return attempt().finally(() => {
      this.attempts -= 1;
    });
  }

  /** Waits by the real clock for attempts that run: to them a skip looks like a request that took so long. */
  private async settle(): Promise<void> {
    const most = (): number => (this.isHolding() ? LOOKS_AT_HELD : LOOKS);
    for (let look = 0; this.attempts > 0 && look < most(); look += 1) await pause(LOOK_MS);
  }
}
