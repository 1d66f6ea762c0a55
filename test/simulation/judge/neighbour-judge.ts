import type { AcsUser } from '../../../sandbox/model/objects.ts';
import type { Neighbours } from '../world/neighbours.ts';

import type { Findings } from './violation.ts';

/** Looks after everybody else: what does not carry the stay's key is neither removed nor changed. */
export class NeighbourJudge {
  readonly #neighbours: Neighbours;
  readonly #findings: Findings;
  readonly #asTheyWere: readonly string[];

  constructor(neighbours: Neighbours, findings: Findings) {
    this.#neighbours = neighbours;
    this.#findings = findings;
    this.#asTheyWere = neighbours.users.map(looksOf);
  }

  look(): void {
    const { users, identities } = this.#neighbours;
    for (const [index, user] of users.entries()) {
      const { fullName } = user;
      if (user.isGone || user.isBeingDeleted) this.#tell(fullName, 'was removed');
      else if (looksOf(user) !== this.#asTheyWere[index]) this.#tell(fullName, 'was changed');
    }
    for (const identity of identities) {
      if (identity.isGone || identity.isBeingDeleted) {
        this.#tell('a guest', 'has lost an app account that was there before the stay');
      }
    }
  }

  #tell(whose: string, what: string): void {
    this.#findings.add('I15 separate', 'a neighbour', `${whose} ${what}`);
  }
}

function looksOf({
  fullName,
  identity,
  schedule,
  isSuspended,
  groups,
  credentials,
}: AcsUser): string {
  return JSON.stringify([
    ...[fullName, identity?.id, schedule, isSuspended, groups.size, credentials.size],
  ]);
}
