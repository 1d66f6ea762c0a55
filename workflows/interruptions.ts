import type { ProblemType } from '../src/contract/problems.ts';

/** Why a round did not succeed. */
export interface Failed {
  readonly type: ProblemType;
  /** Seam refused it: trying the same again is of no use. */
  readonly forGood: boolean;
  /** What Seam called it, for people. */
  readonly said?: string;
  /** How long to wait before the next try, in milliseconds. */
  readonly againAfterMs?: number;
}

/** A newer wish makes what is being done pointless. Thrown through recipes, caught by the main line only. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** A step was refused for good: the stay waits for a change, a retry or its end. */
export class RefusedForGood extends Error {
  override readonly name = 'RefusedForGood';
  readonly failed: Failed;

  constructor(failed: Failed) {
    super(failed.type);
    this.failed = failed;
  }
}
