import { CancellationScope, condition } from '@temporalio/workflow';

import type { Outcome } from '../src/stay/step.ts';

import { outcomeOfFailure } from './outcome.ts';

/** An activity that goes on: whoever watches it stops once it is over. */
export interface Running {
  readonly isOver: boolean;
}

/**
 * Runs an activity, and cancels it once something has overtaken it. Answers what became of it, and never throws.
 * `whileRunning` is called before the activity is scheduled.
 */
export async function runUntilOvertaken(
  activity: () => Promise<unknown>,
  isOvertaken: () => boolean,
  whileRunning: (running: Running) => void = () => undefined,
): Promise<Outcome> {
  const running = { isOver: false };
  const scope = new CancellationScope({ cancellable: true });
  void cancelIfOvertaken(scope, running, isOvertaken);
  whileRunning(running);
  try {
    return { outcome: 'done', result: await scope.run(activity) };
  } catch (error) {
    return outcomeOfFailure(error);
  } finally {
    running.isOver = true;
  }
}

async function cancelIfOvertaken(
  scope: CancellationScope,
  running: Running,
  isOvertaken: () => boolean,
): Promise<void> {
  await condition(() => running.isOver || isOvertaken());
  if (!running.isOver) scope.cancel();
}
