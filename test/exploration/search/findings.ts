import { violated, type Invariant, type Violation } from '../invariants/violation.ts';
import type { Move } from '../world/moves.ts';

import { NotJson } from './walking.ts';

/** A violation, and the first way on which it was met. */
export interface Finding extends Violation {
  readonly trait: string;
  readonly moves: readonly Move[];
}

/** The way to a world, from its end. */
export interface Path {
  readonly move: Move;
  readonly before: Path | undefined;
}

/** The first violation of each kind: the rest follows from it. */
export class Findings {
  private readonly found = new Map<string, Finding>();
  private readonly trait: string;
  private readonly invariant: Invariant | undefined;

  /** `invariant`: the only one that counts. */
  constructor(trait: string, invariant: Invariant | undefined) {
    this.trait = trait;
    this.invariant = invariant;
  }

  get all(): readonly Finding[] {
    return [...this.found.values()];
  }

  get isEmpty(): boolean {
    return this.found.size === 0;
  }

  add(violations: readonly Violation[], path: Path | undefined): void {
    for (const violation of violations) {
      const { invariant, what } = violation;
      if ((this.invariant ?? invariant) !== invariant) continue;
      // Ids differ from way to way.
      const key = `${invariant} ${what.replaceAll(/\d+/g, '')}`;
      if (this.found.has(key)) continue;
      this.found.set(key, { ...violation, trait: this.trait, moves: movesOf(path) });
    }
  }
}

/** What an error of the core comes to. */
export function violationOf(error: unknown): readonly Violation[] {
  const said = error instanceof Error ? error.message : String(error);
  const invariant = error instanceof NotJson ? 'I11 bounded' : 'I12 not stuck';
  return violated(invariant, `the core throws: ${said}`);
}

function movesOf(path: Path | undefined): readonly Move[] {
  const moves: Move[] = [];
  for (let at = path; at !== undefined; at = at.before) moves.push(at.move);
  return moves.toReversed();
}
