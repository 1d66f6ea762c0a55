import { createCredential } from '../../../sandbox/model/credentials.ts';
import { createIdentity } from '../../../sandbox/model/identities.ts';
import type { AcsUser, UserIdentity } from '../../../sandbox/model/objects.ts';
import { createUser, type UserDetails } from '../../../sandbox/model/users.ts';
import type { Workspace } from '../../../sandbox/workspace.ts';

import type { Dice } from './dice.ts';
import { guestAsRead, type ReadGuest } from './guest-as-read.ts';
import type { Story } from './story.ts';

/** Who else is in the house: nobody whom a stay may take for its own. Staff let more of them in. */
export interface Neighbours {
  readonly users: AcsUser[];
  readonly identities: UserIdentity[];
}

/** Names that a search for a reservation id finds, and that are nobody's mark. */
const NAMES_LIKE: readonly ((id: string) => string)[] = [
  (id) => `${id}0 Other Guest`,
  (id) => `Suite of ${id}`,
  (id) => `${id}-2`,
  (id) => `nl:${id}0 Other Guest`,
  (id) => `nl:${id}:2b Other Guest`,
  (id) => `Nightlatch nl:${id}`,
];

/**
 * Lets others move in before the story begins. In each access system there are users that staff named
 * by the reservation or by something like its mark, and users that are linked to the guest: by e-mail
 * address, by an app account that the guest had before, by the account of several of its stays.
 */
export function moveIn(workspace: Workspace, { words }: Story, dice: Dice): Neighbours {
  const house: House = { workspace, dice, users: [], identities: [] };
  const guests = new Map<string, ReadGuest>();
  for (const { reservationId, says } of words) {
    if (says.kind === 'put' && !guests.has(reservationId))
      guests.set(reservationId, guestAsRead(says.guest));
  }
  for (const [id, guest] of guests) letIn(house, id, guest);
  const stranger = { fullName: 'Eve Stranger', email: 'eve.stranger@example.com' };
  house.identities.push(createIdentity(workspace, stranger));
  return house;
}

interface House extends Neighbours {
  readonly workspace: Workspace;
  readonly dice: Dice;
}

function letIn(house: House, id: string, guest: ReadGuest): void {
  const { workspace, dice } = house;
  const account = accountBefore(house, guest);
  const foreign = identityBefore(house, id, guest, account?.email === guest.email);
  for (const system of workspace.systems.values()) {
    if (system.isCredentialManager) continue;
    const live = (details: UserDetails): AcsUser => {
      const user = createUser(workspace, system, { groups: system.groups.slice(0, 1), ...details });
      house.users.push(user);
      return user;
    };
    suspend(live({ fullName: id }));
    giveKey(workspace, live({ fullName: `${id} Cleaning`, schedule: YEARS }));
    live({ fullName: `nl:${id}x` });
    live({ fullName: 'Ada Guest', email: guest.email, phone: guest.phone });
    live({ fullName: 'Ada at the Spa', identity: foreign });
    if (account !== undefined) live({ fullName: id, identity: account });
    for (const nameLike of NAMES_LIKE) if (dice.chance(0.2)) live({ fullName: nameLike(id) });
  }
}

/** From 2020 until 2040. */
const YEARS = { startsAt: Date.UTC(2020, 0, 1), endsAt: Date.UTC(2040, 0, 1) };

/**
 * An app account that was at Seam before. It has the guest's e-mail address, or else the reservation's
 * id for its key, so that each of both ways to find somebody else's is tried.
 */
function identityBefore(
  house: House,
  id: string,
  guest: ReadGuest,
  isTaken: boolean,
): UserIdentity {
  const { workspace, dice, identities } = house;
  const hasAddress = dice.chance(0.5) && !isTaken;
  const identity = createIdentity(workspace, {
    fullName: 'Ada Guest',
    ...(hasAddress ? { email: guest.email } : { key: id, email: `spa.${id}@example.com` }),
  });
  identities.push(identity);
  return identity;
}

/** The identity of the account, as an earlier stay of it has left it: with this address, or another. */
function accountBefore({ workspace, dice, identities }: House, guest: ReadGuest) {
  const { accountId, email } = guest;
  if (accountId === undefined || dice.chance(0.3)) return undefined;
  const key = `nightlatch-account:${accountId}`;
  const known = workspace.identityByKey.get(key);
  if (known !== undefined) return known;
  const identity = createIdentity(workspace, {
    key,
    email: dice.chance(0.3) ? email : 'earlier.alias@example.com',
  });
  identities.push(identity);
  return identity;
}

function suspend(user: AcsUser): void {
  user.isSuspended = true;
  user.programmed.isSuspended = true;
}

/** Gives a user a credential of its own: a PIN where the system makes any, else a mobile key. */
export function giveKey(workspace: Workspace, user: AcsUser): void {
  const { model, entrances } = user.system;
  const isSpace = model.accessBy === 'groups' && !model.hasSeats;
  createCredential(workspace, user, {
    accessMethod: isSpace ? 'mobile_key' : 'code',
    code: undefined,
    entrances: model.accessBy === 'credential' ? entrances.slice(0, 1) : [],
    isMultiPhoneSync: false,
    startsAt: YEARS.startsAt,
    endsAt: YEARS.endsAt,
  });
}
