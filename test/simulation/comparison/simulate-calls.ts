import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import type { Violation } from '../judge/violation.ts';
import type { Story } from '../world/story.ts';

import type { LedgerLine } from './seam-calls.ts';

/** What a story comes to on the simulator. */
export interface SimulatedCalls {
  readonly ledger: readonly LedgerLine[];
  readonly violations: readonly Violation[];
}

/** Lives a story on the simulator, in a thread of its own: beside it the SDK is the real one. */
export async function simulateCalls(story: Story): Promise<SimulatedCalls> {
  const thread = new Worker(new URL('./calls-thread.ts', import.meta.url), { workerData: story });
  try {
    const [calls] = (await once(thread, 'message')) as [SimulatedCalls];
    return calls;
  } finally {
    await thread.terminate();
  }
}
