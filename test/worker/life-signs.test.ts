import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { currentAttempt } from '../../activities/attempt.ts';
import { lifeSigns } from '../../src/worker/life-signs.ts';

/** Runs a step that tells `accepted`, if it tells anything, and takes so many seconds; answers what the server hears. */
async function heardOf(
  seconds: number,
  info: { readonly heartbeatTimeoutMs?: number; readonly heartbeatDetails?: unknown },
  accepted?: string,
): Promise<readonly unknown[]> {
  const environment = new MockActivityEnvironment(
    { startToCloseTimeoutMs: 15_000, ...info },
    { logger: new DefaultLogger('ERROR'), interceptors: [lifeSigns] },
  );
  const heard: unknown[] = [];
  environment.on('heartbeat', (details: unknown) => void heard.push(details));
  await environment.run(async () => {
    const attempt = currentAttempt(Date.now);
    if (accepted !== undefined) attempt.heartbeat(accepted);
    await vi.advanceTimersByTimeAsync(seconds * 1_000);
  });
  await vi.advanceTimersByTimeAsync(10_000);
  return heard;
}

describe('a worker that removes a key', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => void vi.useRealTimers());

  it('tells every second that it lives, with what the removal told last', async () => {
    expect(await heardOf(3.5, { heartbeatTimeoutMs: 4_000 }, 'accepted at noon')).toEqual(
      Array.from({ length: 4 }, () => 'accepted at noon'),
    );
  });

  it('keeps what the attempt before it told', async () => {
    const info = { heartbeatTimeoutMs: 4_000, heartbeatDetails: 'accepted at noon' };
    expect(await heardOf(1.5, info)).toEqual(['accepted at noon']);
  });

  it('tells nothing of a removal that is over within a second', async () => {
    expect(await heardOf(0.9, { heartbeatTimeoutMs: 4_000 })).toEqual([]);
  });

  it('tells nothing of a step of which the server does not wait to hear', async () => {
    // The server says 0 where a step has no heartbeat timeout.
    expect(await heardOf(5, { heartbeatTimeoutMs: 0 })).toEqual([]);
    expect(await heardOf(5, {})).toEqual([]);
  });
});
