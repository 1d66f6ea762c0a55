import type { RetryState } from '@temporalio/common';

import type { Command } from './commands.ts';
import {
  cancelledFailure,
  type Failure,
  isRetryable,
  nextRetryDelayOf,
  type Timeout,
  timeoutFailure,
} from './failure.ts';
import type { ActivityTerms, EventBody, HistoryEvent } from './history.ts';
import type { Payload } from './payload.ts';
import type { Run } from './run.ts';
import type { Cancel } from './virtual-time.ts';

interface Scheduled {
  /** The event. */
  readonly scheduled: number;
  readonly activityId: string;
  readonly activityType: string;
  readonly args: readonly Payload[];
  readonly terms: ActivityTerms;
}

interface Pending extends Scheduled {
  readonly scheduledAt: number;
  readonly expiresAt: number;
  attempt: number;
  /** When the attempt was to be had first. */
  dueAt: number;
  /** Names the attempt that is under way; answers of any other are not taken. */
  token: number | undefined;
  isCancelRequested: boolean;
  lastFailure: Failure | undefined;
  heartbeat: Payload;
  stopExpiry: Cancel;
  stopAttempt: Cancel;
  stopSilence: Cancel;
}

/** An activity that is under way, as the server describes it. */
export interface DescribedActivity {
  readonly activityType: string;
  /** `pausing`: between two attempts. */
  readonly state: 'queued' | 'started' | 'pausing';
  /** Attempts that have begun. */
  readonly attempts: number;
  readonly lastFailure: Failure | undefined;
}

/** An attempt in the hands of a worker. */
export interface StartedActivity {
  readonly token: number;
  readonly activityId: string;
  readonly activityType: string;
  readonly args: readonly Payload[];
  readonly attempt: number;
  readonly scheduledAt: number;
  readonly dueAt: number;
  readonly startToCloseMs: number;
  readonly heartbeat: Payload;
  /** The server is to hear of it. */
  readonly isToldOf: boolean;
}

/** What a worker says at the end of an attempt. */
export type AttemptEnd =
  | { readonly completed: Payload }
  | { readonly failed: Failure }
  | { readonly cancelled: Failure };

/** The activities of a run: each is tried until it is done, refused for good, or out of time. */
export class ActivityTasks {
  readonly #run: Run;
  readonly #pending = new Map<string, Pending>();
  #tokens = 0;

  constructor(run: Run) {
    this.#run = run;
  }

  /** What the server tells of those that are under way. */
  get described(): readonly DescribedActivity[] {
    return [...this.#pending.values()].map(
      ({ activityType, token, attempt, dueAt, lastFailure }) => {
        if (token !== undefined) {
          return { activityType, state: 'started', attempts: attempt, lastFailure };
        }
        const state = dueAt > this.#run.around.time.now ? 'pausing' : 'queued';
        return { activityType, state, attempts: attempt - 1, lastFailure };
      },
    );
  }

  schedule(command: Extract<Command, { do: 'schedule-activity' }>): void {
    const { activityType, args, terms } = command;
    const activityId = String(command.seq);
    const body = { type: 'ActivityTaskScheduled', activityId, activityType, args, terms } as const;
    this.#offer({ ...body, scheduled: this.#run.record(body).id });
  }

  /** Of a history that was copied, what was under way: it begins anew, and its time with it. */
  takeUp(history: readonly HistoryEvent[]): void {
    const ended = new Set<number>();
    const cancelled = new Set<number>();
    for (const event of history) {
      if (event.type === 'ActivityTaskCancelRequested') cancelled.add(event.scheduled);
      else if ('scheduled' in event) ended.add(event.scheduled);
    }
    for (const event of [...history]) {
      if (event.type !== 'ActivityTaskScheduled' || ended.has(event.id)) continue;
      // It was asked to stop while a worker was at it, and is told so at its next heartbeat.
      this.#offer({ ...event, scheduled: event.id }, cancelled.has(event.id));
    }
  }

  #offer(
    { scheduled, activityId, activityType, args, terms }: Scheduled,
    isCancelRequested = false,
  ): void {
    const { around } = this.#run;
    const at = around.time.now;
    const expiresAt = at + (terms.scheduleToCloseMs ?? Number.POSITIVE_INFINITY);
    const pending: Pending = {
      ...{ scheduled, activityId, activityType, args, terms, expiresAt },
      scheduledAt: at,
      attempt: 1,
      dueAt: at,
      token: undefined,
      isCancelRequested,
      lastFailure: undefined,
      heartbeat: undefined,
      stopExpiry: () => undefined,
      stopAttempt: () => undefined,
      stopSilence: () => undefined,
    };
    this.#pending.set(activityId, pending);
    if (terms.scheduleToCloseMs !== undefined) {
      pending.stopExpiry = around.whenServed(expiresAt, () => {
        // To start it there was no more time than to end it, and that is what the server looks at first.
        const isNew = pending.attempt === 1 && pending.token === undefined;
        this.#timeOut(pending, isNew ? 'SCHEDULE_TO_START' : 'SCHEDULE_TO_CLOSE');
      });
    }
    this.#expectStart(pending);
    around.offerActivity(this.#run, { activityId, activityType, terms });
  }

  /** An attempt that no worker takes in time is the last. */
  #expectStart(pending: Pending): void {
    const { attempt, dueAt, terms } = pending;
    if (terms.scheduleToStartMs === undefined) return;
    this.#run.around.whenServed(dueAt + terms.scheduleToStartMs, () => {
      const isWaiting = pending.attempt === attempt && pending.token === undefined;
      const isPending = this.#pending.get(pending.activityId) === pending;
      if (isWaiting && isPending) this.#timeOut(pending, 'SCHEDULE_TO_START');
    });
  }

  /** Asks an activity to stop; one that no worker is at stops at once. Answers whether it did. */
  requestCancel(activityId: string): boolean {
    const pending = this.#pending.get(activityId);
    const scheduled = pending?.scheduled ?? this.#scheduledEvent(activityId);
    this.#run.record({ type: 'ActivityTaskCancelRequested', scheduled });
    if (pending === undefined) return false;
    pending.isCancelRequested = true;
    if (pending.token !== undefined) return false;
    this.#remove(pending);
    const failure = cancelledFailure('Activity canceled');
    this.#run.record({ type: 'ActivityTaskCanceled', scheduled, failure });
    return true;
  }

  /** Whether an attempt waits for a worker. */
  isWaiting(activityId: string): boolean {
    const pending = this.#pending.get(activityId);
    return pending !== undefined && pending.token === undefined;
  }

  /** A worker takes an attempt, if there is one to be had. */
  start(activityId: string): StartedActivity | undefined {
    const pending = this.#pending.get(activityId);
    if (pending === undefined || pending.token !== undefined) return undefined;
    this.#tokens += 1;
    const token = this.#tokens;
    pending.token = token;
    const { activityType, args, terms, attempt, dueAt, heartbeat } = pending;
    const { expiresAt, scheduledAt } = pending;
    const { time, whenServed } = this.#run.around;
    const startToCloseMs = terms.startToCloseMs ?? expiresAt - time.now;
    pending.stopAttempt = whenServed(time.now + startToCloseMs, () => {
      if (pending.token === token) this.#timeOut(pending, 'START_TO_CLOSE');
    });
    this.#expectToHear(pending, token);
    return {
      ...{ token, activityId, activityType, args, attempt },
      ...{ scheduledAt, dueAt, startToCloseMs, heartbeat },
      isToldOf: terms.heartbeatMs !== undefined,
    };
  }

  /** An attempt of which the server hears nothing is over, whether its worker lives or not. */
  #expectToHear(pending: Pending, token: number): void {
    const { heartbeatMs } = pending.terms;
    if (heartbeatMs === undefined) return;
    const { time, whenServed } = this.#run.around;
    pending.stopSilence();
    pending.stopSilence = whenServed(time.now + heartbeatMs, () => {
      if (pending.token === token) this.#timeOut(pending, 'HEARTBEAT');
    });
  }

  /** Hears that an attempt is at work, and how far it has come if it tells; answers whether it shall go on. */
  beat(activityId: string, token: number, progress?: Payload): 'go-on' | 'cancel' | 'gone' {
    const pending = this.#pending.get(activityId);
    if (pending?.token !== token) return 'gone';
    if (progress !== undefined) pending.heartbeat = progress;
    this.#expectToHear(pending, token);
    return pending.isCancelRequested ? 'cancel' : 'go-on';
  }

  /** Takes the last word of an attempt; answers whether it is the one that is waited for. */
  end(activityId: string, token: number, end: AttemptEnd): boolean {
    const pending = this.#pending.get(activityId);
    if (pending?.token !== token) return false;
    const { scheduled } = pending;
    if ('completed' in end) {
      this.#finish(pending, { type: 'ActivityTaskCompleted', scheduled, result: end.completed });
    } else if ('cancelled' in end && pending.isCancelRequested) {
      const failure = end.cancelled;
      this.#finish(pending, { type: 'ActivityTaskCanceled', scheduled, failure });
    } else {
      const failure = 'failed' in end ? end.failed : end.cancelled;
      const retryState = this.#retry(pending, failure);
      if (retryState === undefined) return true;
      this.#finish(pending, { type: 'ActivityTaskFailed', scheduled, failure, retryState });
    }
    return true;
  }

  drop(): void {
    for (const pending of this.#pending.values()) this.#remove(pending);
  }

  #timeOut(pending: Pending, type: Timeout): void {
    const first = timeoutFailure(type, pending.lastFailure);
    const retryState = this.#retry(pending, first);
    if (retryState === undefined) return;
    const { scheduled, lastFailure } = pending;
    // Where there is no time for another attempt, the time of all of them is what ran out.
    const failure =
      retryState === 'TIMEOUT' ? timeoutFailure('SCHEDULE_TO_CLOSE', lastFailure) : first;
    this.#finish(pending, { type: 'ActivityTaskTimedOut', scheduled, failure, retryState });
  }

  /** Has it tried again later, or says why not. */
  #retry(pending: Pending, failure: Failure): RetryState | undefined {
    const { terms, attempt } = pending;
    if (pending.isCancelRequested) return 'CANCEL_REQUESTED';
    const type = failure.applicationFailureInfo?.type ?? '';
    if (!isRetryable(failure) || terms.nonRetryableTypes.includes(type)) {
      return 'NON_RETRYABLE_FAILURE';
    }
    if (terms.maximumAttempts > 0 && attempt >= terms.maximumAttempts) {
      return 'MAXIMUM_ATTEMPTS_REACHED';
    }
    const grown = terms.initialIntervalMs * terms.backoffCoefficient ** (attempt - 1);
    const wait = nextRetryDelayOf(failure) ?? Math.min(terms.maximumIntervalMs, grown);
    const { time, whenServed, offerActivity } = this.#run.around;
    if (time.now + wait > pending.expiresAt) return 'TIMEOUT';
    pending.stopAttempt();
    pending.stopSilence();
    pending.token = undefined;
    pending.attempt += 1;
    pending.dueAt = time.now + wait;
    pending.lastFailure = failure;
    this.#expectStart(pending);
    pending.stopAttempt = whenServed(time.now + wait, () => offerActivity(this.#run, pending));
    return undefined;
  }

  #finish(pending: Pending, end: EventBody): void {
    const { scheduled, attempt, token } = pending;
    this.#remove(pending);
    const started = { type: 'ActivityTaskStarted', scheduled, attempt } as const;
    this.#run.arrive(...(token === undefined ? [] : [started]), end);
  }

  #remove(pending: Pending): void {
    pending.stopExpiry();
    pending.stopAttempt();
    pending.stopSilence();
    this.#pending.delete(pending.activityId);
  }

  #scheduledEvent(activityId: string): number {
    const event = this.#run.history.find(
      (e) => e.type === 'ActivityTaskScheduled' && e.activityId === activityId,
    );
    return event?.id ?? 0;
  }
}
