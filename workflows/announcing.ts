import { CancellationScope, proxyActivities, workflowInfo } from '@temporalio/workflow';

import type { AnnouncingSteps } from '../src/contract/announcing.ts';
import { TASK_QUEUE } from '../src/contract/names.ts';
import { recordedBy } from '../src/stay/announcement.ts';
import {
  announcingStep,
  noteEvents,
  recordAnnounced,
  type AnnounceStep,
} from '../src/stay/announcing.ts';
import { PRIORITY, type Outcome, type WaitStep } from '../src/stay/step.ts';

import { runUntilOvertaken } from './overtaking.ts';
import { now, type Run } from './run.ts';

/** One attempt sends one signal to Temporal: a request to the stay waits no longer for it. */
const ATTEMPT_MS = 5_000;
const MEANWHILE_MS = 30_000;

/** Hands the outbox over while a step goes on that takes long, so that receivers are told of a problem while it lasts. */
export async function announceMeanwhile(run: Run): Promise<void> {
  const noted = noteEvents(run.state, now());
  if (noted === run.state) return;
  run.state = noted;
  const step = announcingStep(noted, stepThatGoesOn(now()), now());
  if (step === undefined) return;
  const outcome = await CancellationScope.nonCancellable(() => announce(run, step));
  run.state = recordAnnounced(run.state, step, outcome, now());
}

/** A wait in the place of the step that goes on: all that the hand-over has to know is that the run does not close. */
function stepThatGoesOn(at: number): WaitStep {
  return { do: 'wait', until: at + MEANWHILE_MS, for: 'next look', isNothingDue: false };
}

/** Hands the outbox over to be delivered. Any request ends that: what was not handed over keeps. */
export function announce(run: Run, step: AnnounceStep): Promise<Outcome> {
  const { handOver } = proxyActivities<AnnouncingSteps>({
    taskQueue: TASK_QUEUE,
    startToCloseTimeout: ATTEMPT_MS,
    scheduleToCloseTimeout: step.withinMs,
    retry: { initialInterval: 1_000, backoffCoefficient: 2, maximumInterval: 15_000 },
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    priority: { priorityKey: PRIORITY.checks },
    summary: 'Announce what has happened',
  });
  const { reservationId } = run.state;
  const announcements = recordedBy(step.announcements, workflowInfo().runId);
  return runUntilOvertaken(
    () => handOver({ reservationId, announcements }),
    () => run.state.requests.received !== step.received,
  );
}
