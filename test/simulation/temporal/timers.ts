import type { Run } from './run.ts';
import type { Cancel } from './virtual-time.ts';

/** The timers of a run. */
export class Timers {
  readonly #run: Run;
  readonly #running = new Map<string, Cancel>();

  constructor(run: Run) {
    this.#run = run;
  }

  start(timerId: string, ms: number, summary: string): void {
    const run = this.#run;
    run.record({ type: 'TimerStarted', timerId, ms, summary });
    const stop = run.around.whenServed(run.around.time.now + ms, () => {
      this.#running.delete(timerId);
      run.arrive({ type: 'TimerFired', timerId });
    });
    this.#running.set(timerId, stop);
  }

  /** One that has fired meanwhile is taken back, since its workflow has not heard of it. */
  cancel(timerId: string): void {
    this.#running.get(timerId)?.();
    if (!this.#running.delete(timerId)) this.#run.unfire(timerId);
    this.#run.record({ type: 'TimerCanceled', timerId });
  }

  drop(): void {
    for (const stop of this.#running.values()) stop();
    this.#running.clear();
  }
}
