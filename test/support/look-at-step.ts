import type { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';

import { createTemporalSteps } from '../../activities/index.ts';
import type { LookAtStep, StepSeen } from '../../src/contract/steps.ts';
import { stepsInTemporal } from '../../src/worker/steps-in-temporal.ts';

/** Looks at a step once, as a worker of the stays does, by a client of theirs. */
export async function lookAtStep(client: Client, input: LookAtStep): Promise<StepSeen> {
  const steps = createTemporalSteps({ temporal: stepsInTemporal(client), clock: Date.now });
  const environment = new MockActivityEnvironment(
    { currentAttemptScheduledTimestampMs: Date.now(), startToCloseTimeoutMs: 15_000 },
    { logger: new DefaultLogger('ERROR') },
  );
  return environment.run(steps.lookAtStep, input);
}
