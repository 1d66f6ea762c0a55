import type { Run } from './run.ts';

/** An attempt that waits for a worker. */
export interface QueuedActivity {
  readonly run: Run;
  readonly activityId: string;
  readonly activityType: string;
  /** 1 comes first. */
  readonly priority: number;
  readonly since: number;
}

const SECOND_MS = 1_000;

/**
 * The attempts that wait in one task queue, as the server hands them out: by priority, those of one
 * priority in the order of their arrival, and no more in a second than the queue's rate.
 */
export class ActivityQueue {
  readonly #perSecond: number;
  readonly #byPriority = new Map<number, QueuedActivity[]>();
  /** Until when what was handed out has used the rate up; it may save up one second of it. */
  #usedUntil = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  add(activity: QueuedActivity): void {
    const same = this.#byPriority.get(activity.priority) ?? [];
    this.#byPriority.set(activity.priority, same);
    same.push(activity);
  }

  /** When the next one may be handed out, in epoch milliseconds; undefined if none waits. */
  nextAt(now: number): number | undefined {
    if (this.#first() === undefined) return undefined;
    return Math.max(now, Math.ceil(this.#usedUntil));
  }

  /** Hands out the first, unless the rate is used up. */
  take(now: number): QueuedActivity | undefined {
    const first = this.#first();
    if (first === undefined || this.#usedUntil > now) return undefined;
    this.#byPriority.get(first.priority)?.shift();
    this.#usedUntil = Math.max(this.#usedUntil, now - SECOND_MS) + SECOND_MS / this.#perSecond;
    return first;
  }

  /** Those that wait, the first to be handed out first. */
  get waiting(): readonly QueuedActivity[] {
    return this.#priorities().flatMap((priority) =>
      (this.#byPriority.get(priority) ?? []).filter(isWanted),
    );
  }

  /** What was cancelled or has timed out meanwhile costs nothing of the rate. */
  #first(): QueuedActivity | undefined {
    for (const priority of this.#priorities()) {
      const same = this.#byPriority.get(priority) ?? [];
      const at = same.findIndex(isWanted);
      same.splice(0, at === -1 ? same.length : at);
      if (same[0] !== undefined) return same[0];
    }
    return undefined;
  }

  #priorities(): readonly number[] {
    return [...this.#byPriority.keys()].toSorted((a, b) => a - b);
  }
}

function isWanted({ run, activityId }: QueuedActivity): boolean {
  return run.activities.isWaiting(activityId);
}
