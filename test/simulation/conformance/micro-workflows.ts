/**
 * Workflows of a few lines, one for each thing that a workflow can meet on Temporal. They run on the
 * simulator and on real servers, and must leave the same trace; each answers what it has seen.
 */
import {
  ActivityFailure,
  type ActivityOptions,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  isCancellation,
  patched,
  proxyActivities,
  setDefaultSignalHandler,
  setHandler,
  TimeoutFailure,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';

import { stayListing } from '../../../src/contract/search-attributes.ts';
import type { StepSeen } from '../../../src/contract/steps.ts';

import type { MicroActivities } from './micro-activities.ts';

const say = defineSignal<[string]>('say');
const add = defineSignal<[string]>('add');
const stop = defineSignal('stop');
const ask = defineUpdate<string, [string]>('ask');
const wait = defineUpdate<string, [string]>('wait');
const look = defineQuery<readonly string[]>('look');

const WAIT = { cancellationType: 'WAIT_CANCELLATION_COMPLETED' } as const;
const STEP = { ...WAIT, startToCloseTimeout: 5_000, retry: { initialInterval: 100 } };

/** Why something did not come off, in one word or two. */
function why(error: unknown): string {
  if (error instanceof ActivityFailure) return `${error.retryState}: ${why(error.cause)}`;
  if (isCancellation(error)) return 'cancelled';
  if (error instanceof TimeoutFailure) {
    return `${error.timeoutType}, cause ${error.cause === undefined ? 'unset' : 'set'}, raw cause ${error.failure?.cause?.applicationFailureInfo?.type ?? 'unset'}`;
  }
  return error instanceof ApplicationFailure ? (error.type ?? '') : String(error);
}

async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    (value) => `done ${JSON.stringify(value) ?? ''}`,
    (error: unknown) => why(error),
  );
}

export async function completes(text: string): Promise<string> {
  return `${text}, again`;
}

export async function fails(): Promise<void> {
  throw ApplicationFailure.nonRetryable('that was it', 'Over');
}

/** Hears until it is told to stop, and answers what it heard in the order in which it heard it. */
export async function hears(): Promise<readonly string[]> {
  const heard: string[] = [];
  const over = { over: false };
  setHandler(look, () => heard);
  setHandler(
    ask,
    (text) => {
      heard.push(`ask ${text}`);
      return `answer to ${text}`;
    },
    {
      validator: (text) => {
        if (text === 'nonsense') throw ApplicationFailure.nonRetryable('no', 'Nonsense');
      },
    },
  );
  setHandler(say, (text) => void heard.push(`say ${text}`));
  setHandler(add, (text) => void heard.push(`add ${text}`));
  setHandler(stop, () => {
    over.over = true;
  });
  heard.push('main');
  await condition(() => over.over);
  return heard;
}

/** The same by a handler for every name: the names keep their order. */
export async function hearsInOrder(): Promise<readonly string[]> {
  const heard: string[] = [];
  setDefaultSignalHandler(
    (name, text) => void heard.push(`${name} ${(text as string | undefined) ?? ''}`),
  );
  setHandler(say, (text) => void heard.push(`own say ${text}`));
  await condition(() => heard.some((each) => each.startsWith('stop')));
  return heard;
}

export async function answersLater(): Promise<string> {
  const given: string[] = [];
  setHandler(wait, async (text) => {
    await condition(() => given.length > 0);
    return `${text}: ${given.join()}`;
  });
  setHandler(say, (text) => void given.push(text));
  await condition(() => given.includes('end'));
  return given.join();
}

export async function answersBadly(): Promise<string> {
  const over = { over: false };
  setHandler(ask, () => {
    throw ApplicationFailure.nonRetryable('no', 'Refused');
  });
  setHandler(stop, () => {
    over.over = true;
  });
  await condition(() => over.over);
  return 'lives on';
}

/** Completes while an update that it has accepted is still waiting. */
export async function leavesUnanswered(): Promise<string> {
  const over = { over: false };
  setHandler(wait, async () => {
    await condition(() => false);
    return 'never';
  });
  setHandler(stop, () => {
    over.over = true;
  });
  await condition(() => over.over);
  return 'gone';
}

export async function failsBySignal(): Promise<string> {
  setHandler(say, () => {
    throw ApplicationFailure.nonRetryable('no', 'BadWord');
  });
  await condition(() => false);
  return 'never';
}

export async function waits(ms: number): Promise<string> {
  const heard: string[] = [];
  setHandler(say, (text) => void heard.push(text));
  const isWoken = await condition(() => heard.length > 0, ms);
  return isWoken ? `woken by ${heard.join()}` : 'timed out';
}

/** A timer that is started and taken back before anybody hears of it. */
export async function changesItsMind(): Promise<string> {
  const isWoken = await condition(() => true, 60_000);
  return String(isWoken);
}

export async function acts(text: string): Promise<string> {
  const { echo } = proxyActivities<MicroActivities>(STEP);
  return outcomeOf(echo(text));
}

export async function isRefused(): Promise<string> {
  const { refuses } = proxyActivities<MicroActivities>(STEP);
  return outcomeOf(refuses());
}

export async function triesAgain(times: number, maximumAttempts = 100): Promise<string> {
  const retry = { ...STEP.retry, maximumAttempts };
  const { failsUntil } = proxyActivities<MicroActivities>({ ...STEP, retry });
  return outcomeOf(failsUntil(times));
}

/** The wait that an attempt asks for is longer than what is left: it is not waited out. */
export async function isAskedToWait(ms: number, scheduleToCloseTimeout: number): Promise<string> {
  const { asksToWait } = proxyActivities<MicroActivities>({ ...STEP, scheduleToCloseTimeout });
  return outcomeOf(asksToWait(ms));
}

export async function timesOut(
  hangsMs: number,
  startToCloseTimeout: number,
  scheduleToCloseTimeout: number,
  initialInterval: number,
): Promise<string> {
  const { hangsAfter } = proxyActivities<MicroActivities>({
    ...WAIT,
    startToCloseTimeout,
    scheduleToCloseTimeout,
    retry: { initialInterval, maximumAttempts: 3 },
  });
  return outcomeOf(hangsAfter(1, hangsMs));
}

/** An activity of which the server is to hear. */
export async function isToldOf(
  activity: 'hangs' | 'beats',
  ms: number,
  heartbeatTimeout: number,
): Promise<string> {
  const activities = proxyActivities<MicroActivities>({
    ...WAIT,
    ...{ startToCloseTimeout: 20_000, heartbeatTimeout },
    retry: { initialInterval: 100, maximumAttempts: 2 },
  });
  return outcomeOf(activities[activity](ms));
}

export async function nobodyWorks(): Promise<string> {
  const { echo } = proxyActivities<MicroActivities>({
    ...WAIT,
    taskQueue: 'nobody-works-here',
    startToCloseTimeout: 200,
    scheduleToCloseTimeout: 300,
  });
  return outcomeOf(echo('?'));
}

/** Cancels an activity by signal: in its backoff, while it runs, or before anybody has heard of it. */
export async function cancels(
  name: keyof MicroActivities,
  argument: number,
  initialInterval: number,
): Promise<string> {
  const scope = new CancellationScope({ cancellable: true });
  setHandler(stop, () => scope.cancel());
  const activities = proxyActivities<MicroActivities>({
    ...WAIT,
    startToCloseTimeout: 30_000,
    retry: { initialInterval },
  });
  const act = activities[name] as (argument: number) => Promise<unknown>;
  return outcomeOf(scope.run(() => act(argument)));
}

export async function cancelsAtOnce(): Promise<string> {
  const { echo } = proxyActivities<MicroActivities>(STEP);
  const scope = new CancellationScope({ cancellable: true });
  const outcome = outcomeOf(scope.run(() => echo('never sent')));
  scope.cancel();
  return outcome;
}

/** Has the step that is under way looked at when it is told to, and ends with what was seen. */
export async function looks(
  activityType: keyof MicroActivities,
  argument: unknown,
  options: ActivityOptions = {},
): Promise<StepSeen> {
  const { workflowId, runId, taskQueue } = workflowInfo();
  const told = { told: false };
  setHandler(stop, () => {
    told.told = true;
  });
  const activities = proxyActivities<MicroActivities>({ ...STEP, taskQueue, ...options });
  const step = activities[activityType] as (argument: unknown) => Promise<unknown>;
  void outcomeOf(step(argument));
  await condition(() => told.told);
  // Also here the options name the workflow's own queue.
  const { lookAtStep } = proxyActivities<MicroActivities>({ ...STEP, taskQueue });
  return lookAtStep({
    ...{ workflowId, runId, activityType },
    taskQueue: options.taskQueue ?? taskQueue,
  });
}

export async function resumes(): Promise<string> {
  const { resumes: resume } = proxyActivities<MicroActivities>(STEP);
  return outcomeOf(resume());
}

/** What runs in a scope of its own goes on when the workflow is cancelled, and hears of it. */
export async function shields(): Promise<readonly string[]> {
  const seen: string[] = [];
  CancellationScope.current().cancelRequested.catch(() => void seen.push('asked to stop'));
  return CancellationScope.nonCancellable(async () => {
    const { echo } = proxyActivities<MicroActivities>(STEP);
    await condition(() => seen.length > 0);
    seen.push(await outcomeOf(echo('still here')));
    return seen;
  });
}

export async function isCancelled(): Promise<string> {
  await condition(() => false);
  return 'never';
}

/** Which comes first where a message and a cancellation wait together. */
export async function hearsAndIsCancelled(): Promise<readonly string[]> {
  const seen: string[] = [];
  CancellationScope.current().cancelRequested.catch(() => void seen.push('cancelled'));
  setHandler(say, (text) => void seen.push(text));
  return CancellationScope.nonCancellable(async () => {
    await condition(() => seen.length > 1);
    return seen;
  });
}

export async function cancelsInner(): Promise<readonly string[]> {
  const seen: string[] = [];
  const inner = new CancellationScope({ cancellable: true });
  const waiting = inner
    .run(async () => condition(() => false, 60_000))
    .catch((error: unknown) => void seen.push(why(error)));
  inner.cancel();
  await waiting;
  seen.push(String(await condition(() => false, 100)));
  return seen;
}

export async function goesOn(
  left: number,
  said: readonly string[] = [],
): Promise<readonly string[]> {
  const heard = [...said];
  setHandler(say, (text) => void heard.push(`${text} at ${left}`));
  await condition(() => heard.length > said.length);
  if (left === 0) return heard;
  return continueAsNew<typeof goesOn>(left - 1, heard);
}

/** Answers of each run whether it knows that it goes on from another. */
export async function knowsItsPast(known: readonly boolean[] = []): Promise<readonly boolean[]> {
  const isContinued = workflowInfo().continuedFromExecutionRunId !== undefined;
  const all = [...known, isContinued];
  return all.length < 3 ? continueAsNew<typeof knowsItsPast>(all) : all;
}

/** Where nothing was asked, the time-skipping server says ten years. */
const TEN_YEARS_MS = 3_650 * 86_400_000;

export async function knowsItsTimeout(): Promise<number> {
  const { executionTimeoutMs = TEN_YEARS_MS, runTimeoutMs = TEN_YEARS_MS } = workflowInfo();
  return Math.min(executionTimeoutMs, runTimeoutMs, TEN_YEARS_MS);
}

export async function isPatched(): Promise<readonly boolean[]> {
  const first = patched('one');
  await condition(() => false, 50);
  return [first, patched('one'), patched('two')];
}

export async function shows(): Promise<readonly string[]> {
  const shown = (): string => workflowInfo().typedSearchAttributes.get(stayListing) ?? 'nothing';
  const before = shown();
  upsertSearchAttributes([{ key: stayListing, value: 'loft-1' }]);
  const between = shown();
  upsertSearchAttributes([{ key: stayListing, value: null }]);
  return [before, between, shown()];
}

/** Takes its time in the task in which it completes; what comes meanwhile is heard before it does. */
export async function lingers(): Promise<readonly string[]> {
  const heard: string[] = [];
  setHandler(say, (text) => void heard.push(text));
  await condition(() => heard.length > 0);
  linger();
  return heard;
}

/** Keeps the worker busy for some tenths of a second: nothing in a workflow can wait in a task. */
function linger(): void {
  let sum = 0;
  for (let index = 0; index < 30_000_000; index += 1) sum = (sum + index) % 7;
  if (sum < 0) throw new RangeError('counted wrong');
}
