import type { Invariant } from '../simulation/judge/violation.ts';

/**
 * A change of one place in the product, in words that stay true when a local is renamed, when a file is
 * laid out anew, and when the function moves to another file. See README.md.
 */
export interface Edit {
  /**
   * The function, method or constant in which the place is, by its name: `publish`. With parameters
   * that `replace` needs and `find` has not: `leavingStep($view)`, or `publish({ state: $state })`.
   */
  readonly in: string;
  /**
   * The code at that place: an expression, or statements that follow each other. `$name` stands for
   * whatever is there; a local is always written so.
   */
  readonly find: string;
  /** What is there instead, with what each `$name` stood for; empty if nothing is. */
  readonly replace: string;
}

/** A mistake that somebody could make, and that the simulator must notice. */
export interface PlantedBug {
  readonly name: string;
  /** What goes wrong at which door, or for whom. */
  readonly story: string;
  readonly caughtBy: Invariant;
  readonly edits: readonly Edit[];
  /** It shows only where many stays wait in one queue: it is hunted in houses instead of single stays. */
  readonly inHouses?: true;
  /** It shows only where others are told of events: it is hunted in such stories. */
  readonly isTold?: true;
  /** It shows only where keys are lost or changed: it is hunted in such stories. */
  readonly withKeys?: true;
  /** It shows only where an operator resets a run: it is hunted in such stories. */
  readonly withResets?: true;
  /** No seed meets it: the story of reconcile-lists.test.ts or rare-stories.test.ts with this title must fail. */
  readonly byStory?: string;
}
