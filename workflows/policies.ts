import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';

import { SEAM_TASK_QUEUE } from '../src/contract/names.ts';
import type { StaySteps } from '../src/contract/steps.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** One attempt of a step takes no longer: past it, it sends nothing any more. */
export const ATTEMPT_MS = 15 * SECOND;

/**
 * How long a step tries before the stay hears of it. While it retries inside the server, the stay
 * can show no problem; so rounds end, the first one soon.
 */
const ROUNDS_MS = [MINUTE, 10 * MINUTE, 60 * MINUTE, 360 * MINUTE];

/** Who is helped by a step, most urgent first; the Seam queue works in this order when it is long. */
export const PRIORITY = {
  shutsADoor: 1,
  opensADoor: 2,
  movesAWindow: 3,
  grantsAhead: 4,
  checks: 5,
} as const;

export type Effect = 'granting' | 'holding' | 'revoking';

const RETRY: Record<Effect, ActivityOptions['retry']> = {
  /** A guest may be on the way: try often, and never give up by ourselves; only the end of the stay stops it. */
  granting: { initialInterval: SECOND, backoffCoefficient: 2, maximumInterval: 30 * SECOND },
  /** The guest has a door that opens: hurry less, but never lose it because Seam was slow. */
  holding: { initialInterval: SECOND, backoffCoefficient: 2, maximumInterval: MINUTE },
  /** A door left open is worse than anything: nothing stops it, and it is never far from its next try. */
  revoking: { initialInterval: SECOND, backoffCoefficient: 2, maximumInterval: 30 * SECOND },
};

/** How one round of a step is run. */
export interface RoundOptions {
  readonly effect: Effect;
  readonly summary: string;
  readonly priority: number;
  readonly round: number;
  /** Milliseconds until something makes the round pointless; it ends by then. */
  readonly mostMs: number;
}

/** The steps, run under the policy of their effect. */
export function steps(options: RoundOptions): StaySteps {
  const round = ROUNDS_MS[Math.min(options.round, ROUNDS_MS.length - 1)] ?? MINUTE;
  return proxyActivities<StaySteps>({
    taskQueue: SEAM_TASK_QUEUE,
    startToCloseTimeout: ATTEMPT_MS,
    scheduleToCloseTimeout: Math.max(SECOND, Math.min(round, options.mostMs)),
    retry: RETRY[options.effect] ?? {},
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    priority: { priorityKey: options.priority },
    summary: options.summary,
  });
}
