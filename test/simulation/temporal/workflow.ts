/**
 * Stands in for `@temporalio/workflow` where the simulation runs: the small surface that workflows
 * are allowed to use, and nothing else of it.
 */
import type { SearchAttributeUpdatePair } from '@temporalio/common';

import { activeInstance } from './active-instance.ts';
import { type ActivityOptions, termsOf } from './activity-terms.ts';
import { CancellationScope } from './cancellation-scope.ts';
import { fromPayload, toPayload, toPayloads } from './payload.ts';
import { ContinueAsNew } from './workflow-instance.ts';

export {
  ActivityFailure,
  ApplicationFailure,
  CancelledFailure,
  TimeoutFailure,
} from '@temporalio/common';
export { isCancellation } from './is-cancellation.ts';
export { CancellationScope };

interface Definition {
  readonly type: 'signal' | 'update' | 'query';
  readonly name: string;
}

export function defineSignal(name: string): Definition {
  return { type: 'signal', name };
}

export function defineUpdate(name: string): Definition {
  return { type: 'update', name };
}

export function defineQuery(name: string): Definition {
  return { type: 'query', name };
}

interface HandlerOptions {
  readonly validator?: (...args: unknown[]) => void;
}

export function setHandler(
  { type, name }: Definition,
  handle: (...args: unknown[]) => unknown,
  options: HandlerOptions = {},
): void {
  const { handlers } = activeInstance();
  if (type === 'signal') handlers.setSignal(name, handle);
  else if (type === 'query') handlers.setQuery(name, handle);
  else handlers.setUpdate(name, { handle, validate: options.validator });
}

export function setDefaultSignalHandler(
  handle: (name: string, ...args: unknown[]) => unknown,
): void {
  activeInstance().handlers.setDefaultSignal(handle);
}

interface TimerOptions {
  readonly summary?: string;
}

export async function condition(
  isTrue: () => boolean,
  timeout?: number,
  options: TimerOptions = {},
): Promise<boolean | void> {
  if (timeout === undefined) return untilTrue(isTrue);
  return CancellationScope.cancellable(async () => {
    try {
      return await Promise.race([
        timer(timeout, options).then(() => false),
        untilTrue(isTrue).then(() => true),
      ]);
    } finally {
      CancellationScope.current().cancel();
    }
  });
}

function untilTrue(isTrue: () => boolean): Promise<void> {
  const instance = activeInstance();
  return new Promise((resolve, reject) => {
    const scope = CancellationScope.current();
    if (scope.consideredCancelled) {
      scope.cancelRequested.catch((reason: Error) => instance.goOn(() => reject(reason)));
      return;
    }
    const seq = instance.seqs.condition++;
    if (scope.cancellable) {
      scope.cancelRequested.catch((reason: Error) => {
        instance.conditions.delete(seq);
        reject(reason);
      });
    }
    if (isTrue()) instance.goOn(resolve);
    else instance.conditions.set(seq, { isTrue, resolve });
  });
}

function timer(ms: number, { summary = '' }: TimerOptions): Promise<unknown> {
  const instance = activeInstance();
  const seq = instance.seqs.timer++;
  return new Promise((resolve, reject) => {
    const scope = CancellationScope.current();
    if (scope.consideredCancelled) {
      scope.cancelRequested.catch((reason: Error) => instance.goOn(() => reject(reason)));
      return;
    }
    if (scope.cancellable) {
      scope.cancelRequested.catch((reason: Error) => {
        if (!instance.timers.delete(seq)) return;
        instance.push({ do: 'cancel-timer', seq });
        reject(reason);
      });
    }
    instance.push({ do: 'start-timer', seq, ms: Math.max(1, ms), summary });
    instance.timers.set(seq, { resolve, reject });
  });
}

/** Activities by name; calling one schedules it. */
export function proxyActivities(options: ActivityOptions): Record<string, unknown> {
  return new Proxy(
    {},
    {
      get:
        (_, activityType) =>
        (...args: unknown[]) =>
          schedule(String(activityType), args, options),
    },
  );
}

function schedule(
  activityType: string,
  args: unknown[],
  options: ActivityOptions,
): Promise<unknown> {
  const instance = activeInstance();
  const seq = instance.seqs.activity++;
  return new Promise((resolve, reject) => {
    const scope = CancellationScope.current();
    if (scope.consideredCancelled) {
      scope.cancelRequested.catch((reason: Error) => instance.goOn(() => reject(reason)));
      return;
    }
    if (scope.cancellable) {
      scope.cancelRequested.catch(() => {
        if (instance.activities.has(seq)) instance.push({ do: 'cancel-activity', seq });
      });
    }
    const terms = termsOf(options);
    instance.push({ do: 'schedule-activity', seq, activityType, args: toPayloads(args), terms });
    instance.activities.set(seq, { resolve, reject });
  });
}

export function workflowInfo(): object {
  const { facts, historyLength, attributes, isReplaying } = activeInstance();
  const { workflowId, runId, workflowType, taskQueue, continuedFrom } = facts;
  return {
    workflowId,
    runId,
    workflowType,
    taskQueue,
    ...(continuedFrom === undefined ? {} : { continuedFromExecutionRunId: continuedFrom }),
    firstExecutionRunId: continuedFrom ?? runId,
    // Every run here is started without a time-out.
    executionTimeoutMs: undefined,
    executionExpirationTime: undefined,
    runTimeoutMs: undefined,
    historyLength,
    // The server suggests it by default from here on.
    continueAsNewSuggested: historyLength >= 4_096,
    typedSearchAttributes: attributes,
    unsafe: { isReplaying },
  };
}

export function upsertSearchAttributes(pairs: SearchAttributeUpdatePair[]): void {
  const instance = activeInstance();
  instance.push({
    do: 'upsert',
    attributes: pairs.map(({ key, value }) => ({
      name: key.name,
      type: key.type,
      value: value === null ? undefined : toPayload(value),
    })),
  });
  instance.attributes = instance.attributes.updateCopy(pairs);
}

export function setCurrentDetails(details: string): void {
  activeInstance().currentDetails = details;
}

export async function continueAsNew(...args: unknown[]): Promise<never> {
  throw new ContinueAsNew(toPayloads(args));
}

export function patched(patchId: string): boolean {
  return activeInstance().patches.has(patchId);
}

function logger(level: string): (message: string, attributes?: unknown) => void {
  return (message, attributes) => {
    const { facts, isReplaying } = activeInstance();
    if (!isReplaying) facts.log(level, message, fromPayload(toPayload(attributes)));
  };
}

export const log = {
  trace: logger('trace'),
  debug: logger('debug'),
  info: logger('info'),
  warn: logger('warn'),
  error: logger('error'),
};
