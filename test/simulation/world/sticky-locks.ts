import type { Workspace } from '../../../sandbox/workspace.ts';

import type { Dice } from './dice.ts';

/**
 * Locks that do not let go: the removal of some of the users and credentials is accepted and comes to
 * nothing, until nothing goes wrong any more.
 */
export class StickyLocks {
  readonly #workspace: () => Workspace;
  #share: number;
  readonly #dice: Dice;
  readonly #known = new Set<string>();

  /** `share`: of the objects, how many stick. */
  constructor(workspace: () => Workspace, share: number, dice: Dice) {
    this.#workspace = workspace;
    this.#share = share;
    this.#dice = dice;
  }

  /** Settles for what is new whether it sticks. */
  look(): void {
    if (this.#share === 0) return;
    const { users, credentials, stuck } = this.#workspace();
    for (const id of [...users.keys(), ...credentials.keys()]) {
      if (this.#known.has(id)) continue;
      this.#known.add(id);
      if (this.#dice.chance(this.#share)) stuck.add(id);
    }
  }

  /** What was asked to go by now goes if it is asked again; what is new may stick. */
  letGo(): void {
    this.#workspace().stuck.clear();
  }

  /** From now on everything goes, if it is asked for again. */
  clear(): void {
    this.#share = 0;
    this.#workspace().stuck.clear();
  }
}
