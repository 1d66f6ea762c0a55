import type { AcsUser, Credential, UserIdentity } from '../../../sandbox/model/objects.ts';
import type { Neighbours } from '../world/neighbours.ts';

import type { Findings } from './violation.ts';

/**
 * Looks after everybody else: what does not carry the stay's mark is neither removed nor changed. Users
 * and identities are compared whole with how they were when they came.
 */
export class NeighbourJudge {
  readonly #neighbours: Neighbours;
  readonly #findings: Findings;
  readonly #users = new Map<AcsUser, readonly unknown[]>();
  readonly #identities = new Map<UserIdentity, readonly unknown[]>();

  constructor(neighbours: Neighbours, findings: Findings) {
    this.#neighbours = neighbours;
    this.#findings = findings;
    this.#meet();
  }

  look(): void {
    this.#meet();
    for (const [user, before] of this.#users) {
      const name = String(before[0]);
      if (user.isGone || user.isBeingDeleted) this.#tell(name, 'was removed');
      else if (isChanged(before, looksOfUser(user))) this.#tell(name, 'was changed');
    }
    for (const [identity, before] of this.#identities) {
      const { isGone, isBeingDeleted } = identity;
      const whose = `the identity of ${String(before[0])}`;
      if (isGone || isBeingDeleted) this.#tell(whose, 'was removed');
      else if (isChanged(before, this.#looksOf(identity))) this.#tell(whose, 'was changed');
    }
  }

  /** Takes note of those who have come since. */
  #meet(): void {
    const { users, identities } = this.#neighbours;
    if (users.length === this.#users.size && identities.length === this.#identities.size) return;
    for (const user of users) {
      if (this.#users.has(user)) continue;
      this.#users.set(user, [...looksOfUser(user)]);
      // Staff have linked it themselves.
      if (user.identity !== undefined) this.#identities.delete(user.identity);
    }
    for (const identity of identities) {
      if (!this.#identities.has(identity))
        this.#identities.set(identity, [...this.#looksOf(identity)]);
    }
  }

  /** An identity, and who else than the stays is linked to it. */
  *#looksOf({ key, email, phone, fullName, users }: UserIdentity): Iterable<unknown> {
    yield* [fullName ?? key, key, email, phone];
    for (const user of users) if (this.#users.has(user)) yield user;
  }

  #tell(whose: string, what: string): void {
    this.#findings.add('I15 separate', 'a neighbour', `${whose} ${what}`);
  }
}

function isChanged(before: readonly unknown[], now: Iterable<unknown>): boolean {
  let at = 0;
  for (const value of now) {
    if (value !== before[at]) return true;
    at += 1;
  }
  return at !== before.length;
}

/** Everything that somebody is and has, in an order of its own. */
function* looksOfUser(user: AcsUser): Iterable<unknown> {
  const { programmed, schedule, pending } = user;
  yield* [user.fullName, user.email, user.phone, user.identity, user.isUnsubscribedByHand];
  yield* [schedule?.startsAt, schedule?.endsAt, user.isSuspended, pending.length];
  yield* [programmed.schedule, programmed.isSuspended, programmed.isOnSystem];
  yield* user.groups;
  yield* programmed.groups;
  for (const credential of user.credentials) yield* looksOfCredential(credential);
}

function looksOfCredential(credential: Credential): readonly unknown[] {
  const { id, code, startsAt, endsAt, programmedEndsAt, isBeingDeleted, entrances } = credential;
  return [id, code, startsAt, endsAt, programmedEndsAt, isBeingDeleted, ...entrances];
}
