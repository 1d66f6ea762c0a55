import { Context } from '@temporalio/activity';

import type { StepFacts } from '../src/contract/failures.ts';
import type { Call } from '../src/seam/port.ts';

/** Epoch milliseconds. Injected: a simulator's hours pass in seconds, and its workers' clocks may be wrong. */
export type Clock = () => number;

// The worker notices a time-out a little before the server gives the step to somebody else.
const MARGIN_MS = 1_000;

/** What each attempt told the server last. The server keeps only the last of what it is told. */
const told = new WeakMap<Context, unknown>();

/** One attempt of a step: what bounds its requests, and what it knows of those before it. */
export interface Attempt {
  readonly number: number;
  readonly call: Call;
  readonly clock: Clock;
  /** The time by Temporal's clock, for what a stay's window decides: a worker's may be minutes off. */
  serverTime(): number;
  /** What the attempt before this one told the server last. */
  readonly resumeAt: unknown;
  heartbeat(progress: unknown): void;
}

/** The attempt that is running now. */
export function currentAttempt(clock: Clock): Attempt {
  const context = Context.current();
  const { currentAttemptScheduledTimestampMs: scheduledAt } = context.info;
  const began = clock();
  return {
    number: context.info.attempt,
    call: {
      deadline: clock() + context.info.startToCloseTimeoutMs - MARGIN_MS,
      signal: context.cancellationSignal,
    },
    clock,
    serverTime: () => scheduledAt + clock() - began,
    resumeAt: context.info.heartbeatDetails as unknown,
    heartbeat: (progress) => {
      told.set(context, progress);
      context.heartbeat(progress);
    },
  };
}

/** Tells the server that the attempt is still at work, and once more what it or the attempt before it told last. */
export function tellThatItLives(context: Context): void {
  context.heartbeat(told.get(context) ?? context.info.heartbeatDetails);
}

/** What a refusal tells of its attempt: before the first no request of the step was sent. */
export function firstAttempt(): Pick<StepFacts, 'isFirstAttempt'> {
  return Context.current().info.attempt === 1 ? { isFirstAttempt: true } : {};
}

/** When Seam accepted first what a step asks for, ISO 8601: now, or what an earlier attempt handed on. */
export function acceptedFirst(attempt: Attempt): string {
  const { resumeAt, clock } = attempt;
  if (typeof resumeAt === 'string') return resumeAt;
  const acceptedAt = new Date(clock()).toISOString();
  attempt.heartbeat(acceptedAt);
  return acceptedAt;
}

/** How long to wait for what only somebody else can change: another stay may end soon, or in weeks. Milliseconds. */
export function waitForOthers(attempt: number): number {
  return attempt > 20 ? 300_000 : 30_000;
}

/** How long to wait before looking again: soon at first, then less and less often. Milliseconds. */
export function lookAgainAfter(attempt: number, mostMs = 30_000): number {
  return Math.min(mostMs, Math.round(500 * 1.5 ** (attempt - 1)));
}
