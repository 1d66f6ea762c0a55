import { ActivityFailure, CancellationScope, proxyActivities } from '@temporalio/workflow';

import { TASK_QUEUE } from '../src/contract/names.ts';
import type { TemporalSteps } from '../src/contract/steps.ts';
import { showProgress } from '../src/stay/failing.ts';
import { ATTEMPT_MS, PRIORITY, type ActivityStep } from '../src/stay/step.ts';

import { announceMeanwhile } from './announcing.ts';
import type { Running } from './overtaking.ts';
import { queueOf, thisRun } from './policies.ts';
import { publish } from './publish.ts';
import { now, type Run } from './run.ts';

const MINUTE_MS = 60_000;

/**
 * When a step that takes long is looked at, counted from its beginning; after the last, every hour. The
 * first is just before whoever waits is told `pending`, who then finds the reason in the status.
 */
const LOOKS_AFTER_MS = [50_000, 10 * MINUTE_MS, 60 * MINUTE_MS] as const;

/** However long the quiet period is, what no worker takes is looked at by then. */
const LATEST_FIRST_LOOK_MS = 15 * MINUTE_MS;

/** When a step is looked at first, counted from its beginning. */
function firstLookAfter({ state }: Run, { isLookedAtLate }: ActivityStep): number {
  if (!isLookedAtLate) return LOOKS_AFTER_MS[0];
  const { quietPeriodMs } = state;
  const late = quietPeriodMs + slackOf(quietPeriodMs);
  return Math.max(LOOKS_AFTER_MS[0], Math.min(LATEST_FIRST_LOOK_MS, late));
}

function nextLookAfter(last: number): number {
  return LOOKS_AFTER_MS.find((after) => after > last) ?? last + 60 * MINUTE_MS;
}

/** How much later than the end of a quiet period its timer may end. */
export function slackOf(quietPeriodMs: number): number {
  return quietPeriodMs / 20;
}

/**
 * Looks at a step that takes long, while it goes on: an activity asks Temporal for its attempts and its
 * last failure, so that people are shown the true problem.
 */
export async function watch(run: Run, step: ActivityStep, running: Running): Promise<void> {
  const began = now();
  for (let after = firstLookAfter(run, step); !running.isOver; after = nextLookAfter(after)) {
    after = await untilLook(run, { began, after }, running);
    if (running.isOver) return;
    const seen = await CancellationScope.nonCancellable(() => lookAt(step));
    if (running.isOver || seen === undefined) continue;
    run.state = showProgress(run.state, step, seen, now());
    publish(run);
    await announceMeanwhile(run);
  }
}

/** Waits for a look; it comes sooner for whoever begins to wait meanwhile. Answers when it came, counted from the beginning. */
async function untilLook(
  run: Run,
  { began, after }: { readonly began: number; readonly after: number },
  running: Running,
): Promise<number> {
  let due = after;
  while (!running.isOver && now() < began + due) {
    const { unanswered } = run;
    await run.sharedTimer.waitUntil(
      began + due,
      () => running.isOver || run.unanswered > unanswered,
    );
    due = Math.min(due, now() - began + LOOKS_AFTER_MS[0]);
  }
  return due;
}

async function lookAt(step: ActivityStep) {
  const { lookAtStep } = proxyActivities<TemporalSteps>({
    taskQueue: TASK_QUEUE,
    startToCloseTimeout: ATTEMPT_MS,
    scheduleToCloseTimeout: MINUTE_MS,
    retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumAttempts: 5 },
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    priority: { priorityKey: PRIORITY.checks },
    summary: 'Look how the step is doing',
  });
  try {
    return await lookAtStep({ ...thisRun(), activityType: step.do, taskQueue: queueOf(step) });
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    // Temporal could not tell now: the next look asks again.
    return undefined;
  }
}
