import { Context } from '@temporalio/activity';
import { ApplicationFailure, CancelledFailure } from '@temporalio/common';

import { tryAgain } from '../../../src/contract/failures.ts';
import type { TemporalSteps } from '../../../src/contract/steps.ts';

/** What the micro-workflows have done outside of them. */
export interface MicroActivities extends TemporalSteps {
  echo(text: string): Promise<string>;
  refuses(): Promise<void>;
  /** Fails as a step whose request Seam has turned away, and asks for a long wait. */
  isTurnedAway(): Promise<void>;
  /** Fails until its n-th attempt, and answers which that was. */
  failsUntil(attempt: number): Promise<number>;
  asksToWait(ms: number): Promise<void>;
  /** Fails so many times, then says nothing for so long. */
  hangsAfter(failures: number, ms: number): Promise<void>;
  /** Says nothing for so long, whatever is asked of it. */
  hangs(ms: number): Promise<string>;
  hangsThenFails(ms: number): Promise<void>;
  /** Tells that it is there until it hears that it is to stop. */
  beats(ms: number): Promise<string>;
  /** Gets half way, fails, and goes on from there. */
  resumes(): Promise<unknown>;
}

/** The activities, with a way to let time pass, and the product's own looks at what is under way. */
export function createMicroActivities(
  wait: (ms: number) => Promise<void>,
  looks: TemporalSteps,
): MicroActivities {
  const failed = (type: string): ApplicationFailure => ApplicationFailure.retryable('no', type);
  return {
    ...looks,
    echo: async (text) => text,
    refuses: async () => {
      throw ApplicationFailure.nonRetryable('no', 'Refused');
    },
    isTurnedAway: async () => {
      const facts = { route: '/acs/users/create', seamType: 'too_many_requests' };
      throw tryAgain('SeamRateLimited', 'later', { afterMs: 60_000, facts });
    },
    async failsUntil(wanted) {
      const { attempt } = Context.current().info;
      if (attempt < wanted) throw failed('NotYet');
      return attempt;
    },
    asksToWait: async (ms) => {
      throw ApplicationFailure.create({ message: 'later', type: 'Later', nextRetryDelay: ms });
    },
    async hangsAfter(failures, ms) {
      if (Context.current().info.attempt <= failures) throw failed('First');
      await wait(ms);
    },
    async hangs(ms) {
      await wait(ms);
      return 'done after all';
    },
    async hangsThenFails(ms) {
      await wait(ms);
      throw failed('TooLate');
    },
    async beats(ms) {
      const context = Context.current();
      for (let beat = 0; beat < 40; beat += 1) {
        context.heartbeat(beat);
        await wait(ms);
        if (context.cancellationSignal.aborted) throw new CancelledFailure('told to stop');
      }
      return 'never told';
    },
    async resumes() {
      const { heartbeatDetails, attempt } = Context.current().info;
      if (attempt > 1) return heartbeatDetails;
      Context.current().heartbeat('half way');
      throw failed('HalfWay');
    },
  };
}
