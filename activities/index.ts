import type { AnnouncingSteps, DeliverySteps } from '../src/contract/announcing.ts';
import type { RunSteps, SurveySteps } from '../src/contract/reconciling.ts';
import type { PlanSteps, StaySteps, TemporalSteps } from '../src/contract/steps.ts';

import { adding } from './adding.ts';
import { announcing, type AnnouncingMeans } from './announcing.ts';
import { changing } from './changing.ts';
import { confirming } from './confirming.ts';
import { delivering, type DeliveryMeans } from './delivering.ts';
import { enrolling } from './enrolling.ts';
import { ourFailures, type Persistence } from './failures.ts';
import { granting } from './granting.ts';
import { identifying } from './identifying.ts';
import { lookingAtSteps, type TemporalMeans } from './looking-at-steps.ts';
import type { Means, PlanMeans } from './means.ts';
import { planning } from './planning.ts';
import { proving } from './proving.ts';
import { reconciling, type RunMeans } from './reconciling.ts';
import { revoking } from './revoking.ts';
import { surveying, type SurveyMeans } from './surveying.ts';
import { suspending, resuming } from './suspending.ts';

export type { AnnouncingMeans, KnownEndpoint } from './announcing.ts';
export type { DeliveryMeans } from './delivering.ts';
export type { PendingActivity, StepsInTemporal } from './looking-at-steps.ts';
export type { Means } from './means.ts';
export type { FoundRun, SeenRun, StayRuns } from './reconciling.ts';

/** The steps of a stay that ask Temporal and the listings file only: no queue of Seam's delays them. */
export function createPlanning(means: PlanMeans): PlanSteps {
  return guarded('may-be-refused', planning(means));
}

/** Every other step of a stay: the table of contents of its timeline at Seam. */
export function createActivities(means: Means): Omit<StaySteps, keyof PlanSteps> {
  return {
    ...guarded('may-be-refused', identifying(means)),
    ...guarded('may-be-refused', enrolling(means)),
    ...guarded('may-be-refused', adding(means)),
    ...guarded('may-be-refused', granting(means)),
    ...guarded('may-be-refused', confirming(means)),
    ...guarded('may-be-refused', changing(means)),
    ...guarded('may-be-refused', resuming(means)),
    ...guarded('never-gives-up', suspending(means)),
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

/** Every step by which a stay asks Temporal about its own run. */
export function createTemporalSteps(means: TemporalMeans): TemporalSteps {
  return guarded('never-gives-up', { ...lookingAtSteps(means) });
}

/** The step by which a stay hands over what is to be announced. */
export function createAnnouncing(means: AnnouncingMeans): AnnouncingSteps {
  return guarded('never-gives-up', { ...announcing(means) });
}

/** The step that sends an event to an endpoint. */
export function createDeliveries(means: DeliveryMeans): DeliverySteps {
  return guarded('never-gives-up', { ...delivering(means) });
}

type Step = (input: never) => Promise<unknown>;

function guarded<T extends Record<string, Step>>(persistence: Persistence, steps: T): T {
  const entries = Object.entries(steps).map(([name, step]) => [
    name,
    (input: never) => ourFailures(persistence, () => step(input)),
  ]);
  return Object.fromEntries(entries) as T;
}
