import { CancellationScope, condition } from '@temporalio/workflow';

import { refuse } from '../src/contract/failures.ts';
import type { Status } from '../src/contract/status.ts';
import { beginNext, nextStep, recordNext } from '../src/stay/next-step.ts';
import { statusOf } from '../src/stay/status-of.ts';
import type { FailStep, FinishStep } from '../src/stay/step.ts';

import { continueAsNewRun, mayContinueAsNew, withOwnEvents } from './continuing.ts';
import { firstState } from './first-state.ts';
import { listen, receiveOperatorsCancellation } from './messages.ts';
import { perform } from './perform.ts';
import { publish } from './publish.ts';
import { now, Run } from './run.ts';

/**
 * One reservation's door access, from booking to proven revocation. Its result is the stay's last
 * status. Fails only if there never was a stay: it was started in a way that means none, or every plan was refused.
 */
export async function guestStay(reservation: unknown, state?: unknown): Promise<Status> {
  return live(new Run(firstState(reservation, state)));
}

/** Lives a stay: decides the next step, takes it, and records what became of it, until the run closes. */
export async function live(run: Run): Promise<Status> {
  listen(run);
  CancellationScope.current().cancelRequested.catch(() => receiveOperatorsCancellation(run));
  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      const step = nextStep(run.state, now());
      if (step.do === 'finish' || step.do === 'fail') {
        publish(run);
        if (await waitUntilAnswered(run)) return close(run, step);
        continue;
      }
      if (mayContinueAsNew(run, step)) await continueAsNewRun(run);
      run.state = beginNext(run.state, step, now());
      publish(run, step);
      const outcome = await perform(run, step);
      run.state = recordNext(run.state, step, outcome, now());
    }
  });
}

/**
 * Waits until every update has its answer, which is lost if the run closes before; false if something arrived meanwhile,
 * such as a put, which is lived.
 */
async function waitUntilAnswered(run: Run): Promise<boolean> {
  const { state } = run;
  run.sharedTimer.stop();
  await condition(() => run.unanswered === 0 || run.state !== state);
  return run.state === state;
}

function close(run: Run, step: FinishStep | FailStep): Status {
  if (step.do === 'fail') throw refuse(step.refusal.type, step.refusal.reason);
  return statusOf(withOwnEvents(run.state), now());
}
