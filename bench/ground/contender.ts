import type { Client } from '@temporalio/client';

import type { Desk } from './desk.ts';

/** When a stay begins and ends. Epoch milliseconds. */
export interface Times {
  readonly checkIn: number;
  readonly checkOut: number;
}

/** Somebody who lives stays on the ground, in a namespace and a workspace of the sandbox of their own. */
export interface Contender {
  readonly name: string;
  readonly client: Client;
  readonly desk: Desk;
  /** The process ids of the workers that run now. */
  workers(): readonly number[];
  /** Begins a stay with a PIN; resolves when the guest has it, or later if check-in is later. */
  begin(id: string, times: Times): Promise<void>;
  close(): Promise<void>;
}

/** How many runs of the contender are open now. */
export async function openRuns({ client }: Contender): Promise<number> {
  const { count } = await client.workflow.count("ExecutionStatus = 'Running'");
  return count;
}
