import type { HistoryEvent } from './history.ts';
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
    const { at } = this.#run.record({ type: 'TimerStarted', timerId, ms, summary });
    this.#expect(timerId, at + ms);
  }

  /** Of a history that was copied, what has not fired yet; what is due by now fires at once. */
  takeUp(history: readonly HistoryEvent[]): void {
    const over = new Set(
      history.flatMap((e) =>
        e.type === 'TimerFired' || e.type === 'TimerCanceled' ? e.timerId : [],
      ),
    );
    for (const event of [...history]) {
      if (event.type !== 'TimerStarted' || over.has(event.timerId)) continue;
      this.#expect(event.timerId, event.at + event.ms);
    }
  }

  #expect(timerId: string, at: number): void {
    const run = this.#run;
    const stop = run.around.whenServed(at, () => {
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
