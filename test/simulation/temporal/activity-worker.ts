import { CancelledFailure } from '@temporalio/common';

import type { AttemptEnd } from './activity-tasks.ts';
import { Context, inContext } from './activity.ts';
import { toFailure } from './failure.ts';
import { fromPayloads, type Payload, toPayload } from './payload.ts';
import type { Run } from './run.ts';
import { settled, type VirtualTime } from './virtual-time.ts';
import type { WorkerEnd } from './wire.ts';

/** An activity, as a worker calls it. */
export type ActivityFunction = (...args: never[]) => Promise<unknown>;

/** An attempt in the hands of a worker process. */
export interface Attempt {
  readonly context: Context;
  readonly run: Run;
  readonly name: string;
  /** The process has died: nothing of it goes on. */
  isDead: boolean;
  /** The server has taken its last word. */
  isHeard: boolean;
  /** Its process does nothing before then, and tells nothing. */
  standsStillUntil: number;
  /** Where in its life it is, counted from one place where it waits to the next. */
  step: number;
}

/** What befalls attempts, if anything does. */
export interface AttemptFate {
  /** Its last word does not reach the server. */
  losesResult(attempt: Attempt): boolean;
}

export interface ActivityWorkerOptions {
  readonly time: VirtualTime;
  readonly activities: Readonly<Record<string, ActivityFunction>>;
  readonly fate: AttemptFate;
  /** How long a worker keeps back heartbeats that follow each other closely; our workers' second unless said. */
  readonly heartbeatThrottleMs?: number;
  /** Milliseconds from a worker to the server. */
  readonly rpcMs: () => number;
  /** Runs when the server can be reached, which may be now. */
  readonly whenServerIsUp: (run: () => void) => void;
  /** Encrypts payloads; without it they are in clear. */
  readonly end?: WorkerEnd | undefined;
  readonly began: (attempt: Attempt) => void;
  readonly ended: (attempt: Attempt, end: AttemptEnd) => void;
}

/** How often a worker tells the server of an attempt that the server is to hear of. */
const LIFE_SIGN_EVERY_MS = 1_000;

const attemptOf = new WeakMap<Context, Attempt>();

/** The attempt that a context belongs to. */
export function attemptIn(context: Context | undefined): Attempt | undefined {
  return context === undefined ? undefined : attemptOf.get(context);
}

/** Has a worker process run one attempt of an activity, if there is one to be had. */
export async function runAttempt(
  run: Run,
  activityId: string,
  options: ActivityWorkerOptions,
): Promise<Attempt | undefined> {
  const started = run.activities.start(activityId);
  if (started === undefined) return undefined;
  const { activityType, args, token } = started;
  const { time, activities, rpcMs, whenServerIsUp } = options;
  const toServer = (call: () => void): void => {
    if (attempt.isDead) return;
    time.after(rpcMs(), () => whenServerIsUp(call));
  };
  const tell = (progress?: Payload): void =>
    toServer(() => {
      const answer = run.activities.beat(activityId, token, progress);
      if (answer === 'go-on' || attempt.isDead) return;
      const why = answer === 'cancel' ? 'CANCELLED' : 'NOT_FOUND';
      time.after(rpcMs(), () => {
        context.cancel(new CancelledFailure(why));
        return settled();
      });
    });
  const beat = throttled(time, options.heartbeatThrottleMs ?? LIFE_SIGN_EVERY_MS, tell);
  const context = new Context(started, { beat });
  const attempt: Attempt = {
    ...{ context, run, name: activityType },
    isDead: false,
    isHeard: false,
    standsStillUntil: 0,
    step: 0,
  };
  attemptOf.set(context, attempt);
  options.began(attempt);
  let isOver = false;
  const giveLifeSign = (): void => {
    if (isOver || attempt.isDead) return;
    if (time.now >= attempt.standsStillUntil) tell();
    time.after(LIFE_SIGN_EVERY_MS, giveLifeSign);
  };
  if (started.isToldOf) time.after(LIFE_SIGN_EVERY_MS, giveLifeSign);

  const report = (end: AttemptEnd): void => {
    isOver = true;
    if (attempt.isDead) return;
    options.ended(attempt, end);
    if (!options.fate.losesResult(attempt)) {
      toServer(() => {
        attempt.isHeard = run.activities.end(activityId, token, end);
      });
    }
  };
  const { end } = options;
  const { workflowId } = run;
  const call = async (): Promise<Payload> => {
    const activity = activities[activityType];
    if (activity === undefined) throw new ReferenceError(`No activity ${activityType}`);
    const opened = end === undefined ? args : await end.openArgs(workflowId, args);
    const result = toPayload(await activity(...(fromPayloads(opened) as never[])));
    return end === undefined ? result : end.seal(workflowId, result);
  };
  inContext(context, call).then(
    (completed) => report({ completed }),
    (error: unknown) =>
      report(
        error instanceof CancelledFailure
          ? { cancelled: toFailure(error) }
          : { failed: toFailure(error) },
      ),
  );
  await settled();
  return attempt;
}

/** Passes the first on, and of those that follow closely the last. */
function throttled(
  time: VirtualTime,
  quietMs: number,
  pass: (progress: Payload) => void,
): (progress: Payload) => void {
  let quietUntil = 0;
  let kept: { readonly progress: Payload } | undefined;
  const flush = (): void => {
    if (kept === undefined) return;
    const { progress } = kept;
    kept = undefined;
    quietUntil = time.now + quietMs;
    pass(progress);
  };
  return (progress) => {
    const isFirst = kept === undefined;
    kept = { progress };
    if (time.now >= quietUntil) flush();
    else if (isFirst) time.at(quietUntil, flush);
  };
}
