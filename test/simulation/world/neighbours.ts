import { createIdentity } from '../../../sandbox/model/identities.ts';
import type { AcsUser, UserIdentity } from '../../../sandbox/model/objects.ts';
import { createUser } from '../../../sandbox/model/users.ts';
import type { Workspace } from '../../../sandbox/workspace.ts';

import type { Dice } from './dice.ts';
import type { Story } from './story.ts';

/** Who else is in the house: nobody whom a stay may take for its own. */
export interface Neighbours {
  readonly users: readonly AcsUser[];
  readonly identities: readonly UserIdentity[];
}

/**
 * Lets others move in before the story begins: users whose names contain the reservation's id, or
 * begin as it does, and now and then an app account that has the guest's e-mail already.
 */
export function moveIn(workspace: Workspace, { words }: Story, dice: Dice): Neighbours {
  const users: AcsUser[] = [];
  const identities: UserIdentity[] = [];
  for (const id of new Set(words.map(({ reservationId }) => reservationId))) {
    const names = [`${id}0 Other Guest`, `Suite of ${id}`, `${id}-2`];
    for (const system of workspace.systems.values()) {
      if (system.isCredentialManager) continue;
      for (const fullName of names.filter(() => dice.chance(0.5))) {
        users.push(createUser(workspace, system, { fullName, isUnsubscribedByHand: true }));
      }
    }
  }
  const guest = words.flatMap(({ says }) => (says.kind === 'put' ? [says.guest] : []))[0];
  if (guest?.email !== undefined && dice.chance(0.15)) {
    identities.push(createIdentity(workspace, { email: guest.email }));
  }
  return { users, identities };
}
