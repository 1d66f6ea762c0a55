import { AsyncLocalStorage } from 'node:async_hooks';

import { CancelledFailure } from '@temporalio/common';

import { activeInstance } from './active-instance.ts';

const storage = new AsyncLocalStorage<CancellationScope>();

/** How a scope is made. */
export interface ScopeOptions {
  readonly cancellable?: boolean;
  readonly parent?: CancellationScope;
}

/**
 * The SDK's cancellation scope, as far as the small surface goes: scopes form a tree, a cancellation
 * goes down it, and stops at a scope that is not cancellable.
 */
export class CancellationScope {
  readonly cancellable: boolean;
  /** Rejects when a cancellation reaches the scope, whether or not it can be cancelled. */
  readonly cancelRequested: Promise<never>;
  #isRequested = false;
  #reject: (reason: Error) => void = () => undefined;

  constructor({ cancellable = true, parent }: ScopeOptions = {}, isRoot = false) {
    this.cancellable = cancellable;
    this.cancelRequested = new Promise((_, reject) => {
      this.#reject = (reason) => {
        this.#isRequested = true;
        reject(reason);
      };
    });
    this.cancelRequested.catch(() => undefined);
    if (isRoot) return;
    const above = parent ?? CancellationScope.current();
    if (!above.cancellable) return;
    this.#isRequested = above.#isRequested;
    above.cancelRequested.catch((reason: Error) => this.#reject(reason));
  }

  /** Whether what runs in the scope is to stop. */
  get consideredCancelled(): boolean {
    return this.#isRequested && this.cancellable;
  }

  run<T>(body: () => Promise<T>): Promise<T> {
    return storage.run(this, async () => {
      const result = await body();
      return result;
    });
  }

  cancel(message = 'Cancellation scope cancelled'): void {
    this.#reject(new CancelledFailure(message));
  }

  static current(): CancellationScope {
    return storage.getStore() ?? activeInstance().rootScope;
  }

  static cancellable<T>(body: () => Promise<T>): Promise<T> {
    return new this({ cancellable: true }).run(body);
  }

  static nonCancellable<T>(body: () => Promise<T>): Promise<T> {
    return new this({ cancellable: false }).run(body);
  }
}

/** The scope that a run's main function and its handlers start in. */
export function rootScope(): CancellationScope {
  return new CancellationScope({}, true);
}
