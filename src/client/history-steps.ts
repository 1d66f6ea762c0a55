import { isProblemType } from '../contract/problems.ts';

import type { Decoder } from './history-decoder.ts';
import type { StepEntry, StepFailure } from './history-entry.ts';
import type { Event, Pending } from './history-event.ts';
import { timestampMs } from './timestamp.ts';

type Failure = NonNullable<NonNullable<Event['activityTaskFailedEventAttributes']>['failure']>;

/** A step that was scheduled. */
interface Scheduled {
  readonly activityId: string;
  readonly name: string;
  readonly atMs: number;
  readonly summary?: string;
  attempts: number;
  failure?: StepFailure;
}

/** The steps that are looks at other steps: they change nothing, and what they see is a problem. */
const UNTOLD: ReadonlySet<string> = new Set(['lookAtStep']);

/** temporal.api.enums.v1.PendingActivityState */
const SCHEDULED = 1;

/** Follows the steps of a run through its events. */
export class StepTeller {
  readonly #scheduled = new Map<string, Scheduled>();
  readonly #decoder: Decoder;

  constructor(decoder: Decoder) {
    this.#decoder = decoder;
  }

  /** What became of the step that an event is about; undefined if it tells no end of one. */
  async tell(event: Event): Promise<StepEntry | undefined> {
    const { activityTaskScheduledEventAttributes: scheduled } = event;
    if (scheduled) return this.#schedule(event);
    const { activityTaskStartedEventAttributes: started } = event;
    if (started) {
      const step = this.#scheduled.get(String(started.scheduledEventId));
      if (step === undefined) return undefined;
      step.attempts = started.attempt ?? 1;
      if (started.lastFailure) step.failure = await this.#failure(started.lastFailure, step);
      return undefined;
    }
    return this.#end(event);
  }

  /** Those that are not over; their attempts stand in no history before the last of them. */
  async running(nowMs: number, pending: readonly Pending[]): Promise<readonly StepEntry[]> {
    const steps = [...this.#scheduled.values()];
    for (const step of steps) {
      const now = pending.find(({ activityId }) => activityId === step.activityId);
      if (now === undefined) continue;
      // The attempt that waits for its turn was begun by nobody.
      const waiting = Number(now.state) === SCHEDULED ? 1 : 0;
      step.attempts = (now.attempt ?? 1) - waiting;
      if (now.lastFailure) step.failure = await this.#failure(now.lastFailure, step);
    }
    return steps.map((step) => entryOf(step, 'running', nowMs));
  }

  async #schedule(event: Event): Promise<undefined> {
    const { activityId, activityType } = event.activityTaskScheduledEventAttributes ?? {};
    const name = activityType?.name ?? '';
    if (UNTOLD.has(name)) return;
    const summary = event.userMetadata?.summary;
    const [text] = summary ? await this.#decoder.workflow({ payloads: [summary] }) : [];
    this.#scheduled.set(String(event.eventId), {
      ...{ activityId: activityId ?? '', name, atMs: timestampMs(event.eventTime), attempts: 0 },
      ...(typeof text === 'string' && { summary: text }),
    });
  }

  async #end(event: Event): Promise<StepEntry | undefined> {
    const done = event.activityTaskCompletedEventAttributes;
    const failed = event.activityTaskFailedEventAttributes;
    const over =
      done ??
      failed ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes;
    const key = String(over?.scheduledEventId);
    const step = this.#scheduled.get(key);
    if (!over || step === undefined) return undefined;
    this.#scheduled.delete(key);
    const atMs = timestampMs(event.eventTime);
    if (done) {
      const [result] = await this.#decoder.activity(done.result, step.activityId);
      return { ...entryOf(step, 'done', atMs), ...foundBy(step.name, result) };
    }
    if (!failed?.failure) return entryOf(step, 'interrupted', atMs);
    step.failure = await this.#failure(failed.failure, step);
    const isRefused = failed.failure.applicationFailureInfo?.nonRetryable === true;
    return entryOf(step, isRefused ? 'refused' : 'failed', atMs);
  }

  async #failure(
    { applicationFailureInfo, timeoutFailureInfo }: Failure,
    { activityId }: Scheduled,
  ): Promise<StepFailure> {
    if (timeoutFailureInfo) return { type: 'SeamUnavailable' };
    const type = applicationFailureInfo?.type ?? '';
    const [facts] = await this.#decoder.activity(applicationFailureInfo?.details, activityId);
    return {
      type: isProblemType(type) ? type : 'UnexpectedError',
      ...(typeof facts === 'object' && facts !== null ? known(facts) : {}),
    };
  }
}

function entryOf(step: Scheduled, outcome: StepEntry['outcome'], atMs: number): StepEntry {
  const { name, summary, attempts, failure } = step;
  return {
    ...{ kind: 'step', name, outcome, attempts, seconds: Math.max(0, atMs - step.atMs) / 1_000 },
    ...(summary && { summary }),
    ...(failure && { failure }),
  };
}

function foundBy(name: string, result: unknown): Pick<StepEntry, 'found'> {
  const isProof = name === 'proveAbsence' && typeof result === 'object' && result !== null;
  const found: unknown = isProof && 'found' in result ? result.found : undefined;
  return Array.isArray(found) ? { found: found.length } : {};
}

/** Of the facts of a failure, those that have the form which they must have: others may be anything. */
function known(facts: object): Omit<StepFailure, 'type'> {
  const { route, status, seamType, requestId } = facts as Record<string, unknown>;
  return {
    ...(isText(route, /^\/[a-z_/]{1,80}$/) && { route }),
    ...(typeof status === 'number' && { status }),
    ...(isText(seamType, /^[a-z][a-z0-9_]{0,63}$/) && { seamType }),
    ...(isText(requestId, /^[0-9A-Za-z-]{16,64}$/) && { requestId }),
  };
}

function isText(value: unknown, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}
