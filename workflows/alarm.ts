import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

const SOON_MS = 61_000;
const FIRST_RING_MS = 45_000;

/**
 * The one timer of a run for what may take too long: a step, or an answer. Each of them would cost two
 * events of its own, and most are over long before.
 */
export class Alarm {
  private ringsAt: number | undefined;
  private scope: CancellationScope | undefined;

  /** Waits until a moment, in epoch milliseconds, or until something is over. */
  async waitUntil(at: number, isOver: () => boolean): Promise<void> {
    while (!isOver() && Date.now() < at) {
      this.ringBy(firstRing(at));
      const { scope } = this;
      await condition(() => isOver() || this.scope !== scope);
    }
  }

  /** When it rings, if that is between two moments, in epoch milliseconds. */
  ringsBetween(from: number, to: number): number | undefined {
    const at = this.ringsAt;
    return at !== undefined && from <= at && at <= to ? at : undefined;
  }

  /** Stops the timer; nobody waits for it. */
  stop(): void {
    this.scope?.cancel();
    this.scope = undefined;
    this.ringsAt = undefined;
  }

  private ringBy(at: number): void {
    if (this.ringsAt !== undefined && this.ringsAt <= at) return;
    this.stop();
    const scope = new CancellationScope({ cancellable: true });
    this.scope = scope;
    this.ringsAt = at;
    void this.ring(scope, at);
  }

  private async ring(scope: CancellationScope, at: number): Promise<void> {
    try {
      await scope.run(() =>
        condition(() => false, Math.max(1, at - Date.now()), { summary: 'Whether it takes long' }),
      );
    } catch (error) {
      if (!isCancellation(error)) throw error;
    }
    if (this.scope !== scope) return;
    this.scope = undefined;
    this.ringsAt = undefined;
  }
}

/** What begins within the same moments shares one timer, though it is to be over at different ones. */
function firstRing(at: number): number {
  const now = Date.now();
  return at - now > SOON_MS ? at : Math.min(at, now + FIRST_RING_MS);
}
