import type { RunSteps, SurveySteps } from '../src/contract/reconciling.ts';
import type { StaySteps } from '../src/contract/steps.ts';

import { adding } from './adding.ts';
import { confirming } from './confirming.ts';
import { enrolling } from './enrolling.ts';
import { ourFailures, type Persistence } from './failures.ts';
import { granting } from './granting.ts';
import { holding } from './holding.ts';
import { identifying } from './identifying.ts';
import type { Means } from './means.ts';
import { planning } from './planning.ts';
import { proving } from './proving.ts';
import { reconciling, type RunMeans } from './reconciling.ts';
import { revoking } from './revoking.ts';
import { surveying, type SurveyMeans } from './surveying.ts';

export type { Means } from './means.ts';
export type { FoundRun, StayRuns } from './reconciling.ts';

/** Every step of a stay: the table of contents of its timeline. */
export function createActivities(means: Means): StaySteps {
  return {
    ...guarded('may-be-refused', planning(means)),
    ...guarded('may-be-refused', identifying(means)),
    ...guarded('may-be-refused', enrolling(means)),
    ...guarded('may-be-refused', adding(means)),
    ...guarded('may-be-refused', granting(means)),
    ...guarded('may-be-refused', confirming(means)),
    ...guarded('may-be-refused', holding(means)),
    ...guarded('never-gives-up', revoking(means)),
    ...guarded('never-gives-up', proving(means)),
  };
}

/** Every step by which the reconciler reads Seam. */
export function createSurveys(means: SurveyMeans): SurveySteps {
  return guarded('may-be-refused', { ...surveying(means) });
}

/** Every step by which the reconciler deals with the runs of stays. */
export function createRunSteps(means: RunMeans): RunSteps {
  return guarded('never-gives-up', { ...reconciling(means) });
}

type Step = (input: never) => Promise<unknown>;

function guarded<T extends Record<string, Step>>(persistence: Persistence, steps: T): T {
  const entries = Object.entries(steps).map(([name, step]) => [
    name,
    (input: never) => ourFailures(persistence, () => step(input)),
  ]);
  return Object.fromEntries(entries) as T;
}
