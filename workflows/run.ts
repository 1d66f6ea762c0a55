import { log, workflowInfo } from '@temporalio/workflow';

import type { Verdict } from '../src/contract/verdict.ts';
import { newVerdicts } from '../src/stay/answering.ts';
import type { StayState } from '../src/stay/state.ts';

import { Alarm } from './alarm.ts';

/** Events after which a run goes on in a new one: a history must not grow for as long as a stay is changed. */
const MANY_EVENTS = 1_500;

/** One run of a stay: its state, and what belongs to the run alone. */
export class Run {
  private current: StayState;
  readonly alarm = new Alarm();
  /** Numbers of the requests that an update waits for, oldest first. */
  readonly waiting: number[] = [];
  /** Updates that have not answered yet. */
  unanswered = 0;
  /** Messages that were taken, in the order of their arrival. */
  readonly taken = { signal: 0, update: 0 };
  /** The stay sleeps: nothing takes long. */
  isSleeping = false;
  /** A cancellation from the Temporal UI was heard: Temporal passes on no second one to this run. */
  isCancellationHeard = false;

  constructor(state: StayState) {
    this.current = state;
  }

  get state(): StayState {
    return this.current;
  }

  set state(next: StayState) {
    for (const { signal, verdict } of newVerdicts(this.current, next)) {
      if (signal !== undefined) logAnswer(signal, verdict);
    }
    this.current = next;
  }

  /** Stops the alarm while nobody waits for anything. */
  rest(): void {
    if (this.isSleeping && this.unanswered === 0) this.alarm.stop();
  }

  /** Whether the run has so many events that the stay goes on in a new one. */
  get isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || historyLength > MANY_EVENTS;
  }
}

/** Logs the verdict of a signal. Its reason is left out: it is for people, and may quote what somebody wrote. */
export function logAnswer(signal: string, { outcome, type: problem }: Verdict): void {
  log.info('A signal was answered', { signal, outcome, ...(problem && { problem }) });
}

/** The workflow's clock, in epoch milliseconds. */
export function now(): number {
  return Date.now();
}
