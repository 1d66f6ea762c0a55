import type { Invariant } from '../simulation/judge/violation.ts';

/** A change of a few characters in one file of the product. */
export interface Edit {
  /** Path from the root of the checkout. */
  readonly file: string;
  /** Is there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** A mistake that somebody could make, and that the simulator must notice. */
export interface PlantedBug {
  readonly name: string;
  /** What goes wrong at which door, or for whom. */
  readonly story: string;
  readonly caughtBy: Invariant;
  readonly edits: readonly Edit[];
}

/** Makes the edit in the file's text; throws if what it replaces is not there exactly once. */
export function edited(text: string, { file, find, replace }: Edit): string {
  const pieces = text.split(find);
  if (pieces.length !== 2 || find === replace) {
    const times = pieces.length - 1;
    throw new Error(
      `${file}: what the planted bug replaces is there ${times} times: ${find}\n` +
        'Word it anew after the code as it is now, or drop the bug if the code cannot have it any more.',
    );
  }
  return pieces.join(replace);
}
