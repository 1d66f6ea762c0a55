import { workflowInfo } from '@temporalio/workflow';

import { observe, rememberedOf, type Observation, type Remembered } from '../src/stay/observing.ts';
import type { StayState } from '../src/stay/state.ts';

import { SharedTimer } from './shared-timer.ts';
import { tell } from './telling.ts';

/** Events after which a run goes on in a new one: a history must not grow for as long as a stay is changed. */
const MANY_EVENTS = 1_500;

/** One run of a stay: its state, and what belongs to the run alone. */
export class Run {
  private current: StayState;
  private remembered: Remembered;
  /** Observations that were told. */
  private told = 0;
  readonly sharedTimer = new SharedTimer();
  /** Numbers of the requests that an update waits for, oldest first. */
  readonly waiting: number[] = [];
  /** Updates that have not answered yet. */
  unanswered = 0;
  /** Messages that were taken, in the order of their arrival. */
  readonly taken = { signal: 0, update: 0 };
  /** The stay sleeps: nothing takes long. */
  isSleeping = false;
  /** A cancellation from the Temporal UI came: Temporal passes on no second one to this run. */
  isCancellationHeard = false;

  constructor(state: StayState) {
    this.current = state;
    this.remembered = rememberedOf(state);
  }

  get state(): StayState {
    return this.current;
  }

  set state(next: StayState) {
    const { observations, remembered } = observe(this.current, next, this.remembered, now());
    this.current = next;
    this.remembered = remembered;
    for (const observation of observations) this.tell(observation);
  }

  /** Tells those on call what happened. */
  tell(observation: Observation): void {
    this.told += 1;
    tell(observation, this.told);
  }

  /** Stops the shared timer while nobody waits for anything. */
  rest(): void {
    if (this.isSleeping && this.unanswered === 0) this.sharedTimer.stop();
  }

  /** Whether the run has so many events that the stay goes on in a new one. */
  get isLong(): boolean {
    const { historyLength, continueAsNewSuggested } = workflowInfo();
    return continueAsNewSuggested || historyLength > MANY_EVENTS;
  }
}

/** The workflow's clock, in epoch milliseconds. */
export function now(): number {
  return Date.now();
}
