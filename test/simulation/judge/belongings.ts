import type { AcsUser, Credential, UserIdentity } from '../../../sandbox/model/objects.ts';
import type { World } from '../world/world.ts';

import { ReplacedGuests } from './replaced-guests.ts';

/**
 * Knows whose every access user is by how it came to be, and by nothing that a person can change: what
 * neither was there before the stays nor was made by staff was made for a stay, for good.
 */
export class Belongings {
  /** Of the stays' users, those of a guest who was replaced. */
  readonly replaced = new ReplacedGuests();
  readonly #world: World;
  readonly #stays: ReadonlySet<string>;
  /** The users that were made for the stays and are at Seam, and whose every one of them is for good. */
  #users: readonly AcsUser[] = [];
  readonly #stayOf = new Map<string, string>();
  readonly #holders = new Map<string, AcsUser>();
  #read = 0;
  /** The name of the guest who stays now, by stay. */
  readonly #guests = new Map<string, string>();

  constructor(world: World, stays: Iterable<string>) {
    this.#world = world;
    this.#stays = new Set(stays);
    this.#read = world.workspace().events.length;
  }

  /** The access users of a stay that Seam still has; those that enrollment made at a credential manager open nothing. */
  usersOf(stay: string): readonly AcsUser[] {
    return this.users().filter((user) => this.#stayOf.get(user.id) === stay);
  }

  /** Who stays now, by the plan; `replacedAt`: when they were put, if somebody else was to stay before. */
  planned(stay: string, fullName: string, replacedAt: number | undefined): void {
    const before = this.#guests.get(stay);
    this.#guests.set(stay, fullName);
    if (replacedAt === undefined || before === undefined) return;
    this.replaced.replace(stay, this.usersOf(stay), before, replacedAt);
  }

  /** All of all stays. */
  users(): readonly AcsUser[] {
    this.#look();
    if (this.#users.some(isGone)) this.#users = this.#users.filter((user) => !isGone(user));
    return this.#users;
  }

  /** The stay that a user was made for; undefined if it is somebody else's. */
  stayOf(user: AcsUser): string | undefined {
    this.#look();
    return this.#stayOf.get(user.id);
  }

  /** The stay that a credential was made for, also if it is gone by now. */
  stayOfCredential(id: string): string | undefined {
    const holder = this.#world.workspace().credentials.get(id)?.user ?? this.#holders.get(id);
    return holder === undefined ? undefined : this.stayOf(holder);
  }

  /** Takes note of the credentials that there are. */
  remember(): void {
    for (const user of this.users())
      for (const { id } of user.credentials) this.#holders.set(id, user);
  }

  /** Everything at Seam that belongs to a stay alone. */
  objectsOf(stay: string): readonly (AcsUser | Credential | UserIdentity)[] {
    const users = this.usersOf(stay);
    return [
      ...users,
      ...users.flatMap((user) => [...user.credentials]),
      ...this.#identitiesOf(stay),
    ];
  }

  /** The identities that were made for the stay, but for one on which somebody else hangs by now. */
  *#identitiesOf(stay: string): Iterable<UserIdentity> {
    const own = `nightlatch:${stay}`;
    for (const identity of this.#world.workspace().identities.values()) {
      const { key, users } = identity;
      if (key !== own && key?.startsWith(`${own}:`) !== true) continue;
      const others = [...users].filter((user) => this.stayOf(user) !== stay);
      if (others.every(({ system }) => system.isCredentialManager)) yield identity;
    }
  }

  /** Takes in the users that were made since the last look. */
  #look(): void {
    const { users, events } = this.#world.workspace();
    const { neighbours } = this.#world;
    for (; this.#read < events.length; this.#read += 1) {
      const event = events[this.#read];
      if (event?.type !== 'acs_user.created') continue;
      const user = users.get(event.fields['acs_user_id'] ?? '');
      if (user === undefined || user.system.isCredentialManager) continue;
      if (neighbours.users.includes(user)) continue;
      const stay = this.#madeFor(user);
      this.#stayOf.set(user.id, stay);
      this.replaced.made(stay, user, this.#guests.get(stay) ?? '');
      this.#users = [...this.#users, user];
    }
  }

  /** The stay whose id is in the name that the user is made with. */
  #madeFor({ fullName }: AcsUser): string {
    const words = fullName.split(/[ :]/);
    const [only] = this.#stays;
    if (this.#stays.size === 1 && only !== undefined) return only;
    return words.find((word) => this.#stays.has(word)) ?? fullName;
  }
}

function isGone(user: AcsUser): boolean {
  return user.isGone;
}
