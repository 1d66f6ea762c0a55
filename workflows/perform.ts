import { condition } from '@temporalio/workflow';

import type { NextStep } from '../src/stay/next-step.ts';
import { observeStep } from '../src/stay/observing.ts';
import { overtakes } from '../src/stay/overtakes.ts';
import { isActivity } from '../src/stay/record.ts';
import type { ActivityStep, Outcome, WaitStep } from '../src/stay/step.ts';

import { announce } from './announcing.ts';
import { mayContinueAsNew } from './continuing.ts';
import { runUntilOvertaken } from './overtaking.ts';
import { activityOf } from './policies.ts';
import { now, type Run } from './run.ts';
import { slackOf, watch } from './watching.ts';

/** Takes a step: one activity, or one wait. Answers what became of it, and never throws. */
export async function perform(run: Run, step: NextStep): Promise<Outcome> {
  if (step.do === 'wait') await waitFor(run, step);
  if (step.do === 'announce') return announce(run, step);
  if (!isActivity(step)) return { outcome: 'done' };
  const outcome = await performActivity(run, step);
  run.tell(observeStep(step, outcome));
  return outcome;
}

/** Sleeps durably until the next deadline; a request wakes it. */
async function waitFor(run: Run, step: WaitStep): Promise<void> {
  const { state } = run;
  const isOver = (): boolean => run.state !== state || mayContinueAsNew(run, step);
  run.isSleeping = true;
  const ends = run.sharedTimer.endsBetween(step.until, step.until + slackOf(state.quietPeriodMs));
  if (step.for === 'second proof' && ends !== undefined) {
    // The timer of the end's steps ends within the slack of the quiet period: another one would cost two events.
    await run.sharedTimer.waitUntil(ends, isOver);
  } else {
    run.rest();
    await condition(isOver, Math.max(1, step.until - now()), { summary: SUMMARY[step.for] });
  }
  run.isSleeping = false;
}

const SUMMARY = {
  'check-in': 'Until check-in',
  'check-out': 'Until check-out',
  'late create': 'Until a late create can be no more',
  'next look': 'Until the next look',
  'next try': 'Before the next try',
  change: 'Until somebody corrects it',
  'second proof': 'Quiet period',
};

function performActivity(run: Run, step: ActivityStep): Promise<Outcome> {
  return runUntilOvertaken(
    () => activityOf(step),
    () => overtakes(run.state, step),
    (running) => {
      if (step.startWithin === undefined) void watch(run, step, running);
    },
  );
}
