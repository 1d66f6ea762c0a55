import { workflowInfo } from '@temporalio/workflow';

import type { Recalled, RunOfStay } from '../src/contract/steps.ts';

import type { Failed } from './interruptions.ts';
import { ATTEMPT_MS, PRIORITY } from './policies.ts';
import { lookIn } from './remains.ts';
import { oneRound } from './rounds.ts';
import type { Stay } from './stay.ts';

/** The run that asks what was before it. */
export function thisRun(): RunOfStay {
  const { workflowId, runId } = workflowInfo();
  return { workflowId, runId };
}

/**
 * Takes in what an earlier run of the stay left behind when it was stopped from outside: the ledger
 * has it as asked for in those systems until it was looked for, and the end has something to prove.
 */
export function takeInLeft(stay: Stay, { leftIn = [], left, quietPeriodMs }: Recalled): void {
  stay.isRecallDue = false;
  stay.quietPeriodMs = quietPeriodMs;
  if (leftIn.length === 0) return;
  lookIn(stay, leftIn);
  if (left !== undefined) stay.inherited = left;
  // An attempt of the run that is gone may still be under way, and send a create.
  stay.lastCreateAt = Math.max(stay.lastCreateAt ?? 0, Date.now() + ATTEMPT_MS);
}

/** Asks for the earlier run of a stay that is over before it was planned. Answers why it could not. */
export async function recall(stay: Stay, pass: number): Promise<Failed | undefined> {
  const outcome = await oneRound(
    stay,
    {
      name: 'recallStay',
      effect: 'revoking',
      summary: 'Ask what an earlier run left',
      priority: PRIORITY.shutsADoor,
      input: thisRun,
    },
    pass,
  );
  if ('result' in outcome) takeInLeft(stay, outcome.result);
  else if (outcome.failed !== 'cancelled') return outcome.failed;
  return undefined;
}
