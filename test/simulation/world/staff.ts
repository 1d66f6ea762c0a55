import { noteChange } from '../../../sandbox/lists-lag.ts';
import { actBehind, behindSchema } from '../../../sandbox/model/behind.ts';
import type { AcsUser, UserIdentity } from '../../../sandbox/model/objects.ts';
import { createUser } from '../../../sandbox/model/users.ts';
import type { Workspace } from '../../../sandbox/workspace.ts';
import type { Status } from '../../../src/contract/status.ts';
import type { Attempt } from '../temporal/activity-worker.ts';

import { giveKey, type Neighbours } from './neighbours.ts';
import type { Deed, StaffAct } from './story.ts';

/** Seam takes the users of an identity along: whoever is linked while it is on its way out goes with it. */
const REMOVED_FOR_SURE_MS = 20 * 60_000;

/** What staff have done to the access user of a stay. */
export interface Done {
  readonly at: number;
  readonly does: Deed;
  readonly reservationId: string;
}

export interface StaffOptions {
  readonly now: () => number;
  readonly workspace: () => Workspace;
  readonly neighbours: Neighbours;
  /** What a stay says of itself; undefined as long as it says nothing. */
  readonly statusOf: (reservationId: string) => Status | undefined;
}

/**
 * The staff of the house at the maker's console. They meddle only with what a stay knows by its id: of
 * a user that was renamed before any answer told of it, nobody could tell whose it is.
 */
export class Staff {
  readonly done: Done[] = [];
  readonly #options: StaffOptions;
  #identityRemovedAt = Number.NEGATIVE_INFINITY;

  constructor(options: StaffOptions) {
    this.#options = options;
  }

  /** A step of the product's begins. */
  began({ name }: Attempt): void {
    if (name === 'removeIdentity') this.#identityRemovedAt = this.#options.now();
  }

  /** Does it, if there is anything to do it to; answers what was done. */
  act({ reservationId, does, name }: StaffAct): Done | undefined {
    const user = this.#userOf(reservationId);
    if (user === undefined || !this.#do(does, user, name)) return undefined;
    noteChange(this.#options.workspace());
    const done = { at: this.#options.now(), does, reservationId };
    this.done.push(done);
    return done;
  }

  #do(does: Deed, user: AcsUser, name: string): boolean {
    const workspace = this.#options.workspace();
    const change = (to: object): boolean => {
      const act = { acs_user_id: user.id, do: 'change', ...to };
      actBehind(workspace, behindSchema.parse(act));
      return true;
    };
    switch (does) {
      case 'rename':
        return change({ full_name: name });
      case 'suspend':
      case 'unsuspend':
        return change({ is_suspended: does === 'suspend' });
      case 'ungroup':
        return change({ acs_access_group_ids: [] });
      case 'relink': {
        const other = this.#identityBeside(user);
        return other !== undefined && change({ user_identity_id: other.id });
      }
      case 'delete':
        actBehind(workspace, behindSchema.parse({ acs_user_id: user.id, do: 'remove' }));
        return true;
      case 'share':
        return this.#share(user, name);
    }
  }

  /**
   * Hangs a user of their own, with a key of its own, on the identity of the stay's user. At Salto KS,
   * whose mobile guides name a stay's user by the reservation alone, they do not call it just that.
   */
  #share({ identity, system }: AcsUser, name: string): boolean {
    const { now, workspace, neighbours } = this.#options;
    const { switches } = workspace();
    const isGoing = now() - this.#identityRemovedAt < REMOVED_FOR_SURE_MS;
    if (identity === undefined || identity.isBeingDeleted || isGoing) return false;
    const fullName = system.model.hasSeats ? `${name} Porter` : name;
    const details = { fullName, identity, groups: system.groups.slice(0, 1) };
    // What is done at the console is done at once.
    const { mutationDelayMs, codeDelayMs } = switches;
    Object.assign(switches, { mutationDelayMs: 0, codeDelayMs: 0 });
    const user = createUser(workspace(), system, details);
    giveKey(workspace(), user);
    neighbours.users.push(user);
    Object.assign(switches, { mutationDelayMs, codeDelayMs });
    return true;
  }

  #identityBeside({ identity }: AcsUser): UserIdentity | undefined {
    return this.#options.neighbours.identities.findLast(
      (other) => other !== identity && !other.isGone,
    );
  }

  /** The newest user that the stay knows of, while it is lived. */
  #userOf(reservationId: string): AcsUser | undefined {
    const { statusOf, workspace } = this.#options;
    const status = statusOf(reservationId);
    if (status === undefined || status.phase === 'revoked') return undefined;
    const { users } = workspace();
    return status.ledger
      .flatMap(({ kind, id }) => (kind === 'access-user' ? (users.get(id ?? '') ?? []) : []))
      .findLast((user) => !user.isBeingDeleted);
  }
}
