import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

const SOON_MS = 61_000;
const FIRST_END_MS = 45_000;

/**
 * The one timer of a run for what may take too long: a step, or an answer. A timer for each of them would cost two
 * events, and most are over long before.
 */
export class SharedTimer {
  private endsAt: number | undefined;
  private scope: CancellationScope | undefined;

  /** Waits until a moment, in epoch milliseconds, or until something is over. */
  async waitUntil(at: number, isOver: () => boolean): Promise<void> {
    while (!isOver() && Date.now() < at) {
      this.endBy(firstEnd(at));
      const { scope } = this;
      await condition(() => isOver() || this.scope !== scope);
    }
  }

  /** When it ends, if that is between two moments, in epoch milliseconds. */
  endsBetween(from: number, to: number): number | undefined {
    const at = this.endsAt;
    return at !== undefined && from <= at && at <= to ? at : undefined;
  }

  /** Stops the timer; nobody waits for it. */
  stop(): void {
    this.scope?.cancel();
    this.scope = undefined;
    this.endsAt = undefined;
  }

  private endBy(at: number): void {
    if (this.endsAt !== undefined && this.endsAt <= at) return;
    this.stop();
    const scope = new CancellationScope({ cancellable: true });
    this.scope = scope;
    this.endsAt = at;
    void this.run(scope, at);
  }

  private async run(scope: CancellationScope, at: number): Promise<void> {
    try {
      await scope.run(() =>
        condition(() => false, Math.max(1, at - Date.now()), { summary: 'Whether it takes long' }),
      );
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
    if (this.scope !== scope) return;
    this.scope = undefined;
    this.endsAt = undefined;
  }
}

/**
 * A step that begins now and an answer that is due in a minute share one timer: it ends after 45 s, and whoever has time
 * left starts it again.
 */
function firstEnd(at: number): number {
  const now = Date.now();
  return at - now > SOON_MS ? at : Math.min(at, now + FIRST_END_MS);
}
