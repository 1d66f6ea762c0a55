import type { Rig } from '../support/rig.ts';
import { reservationIn } from '../support/whose.ts';

/** What there is at the access systems at one moment, by the reservation it belongs to. */
export interface Site {
  readonly at: number;
  readonly doors: ReadonlyMap<string, readonly string[]>;
  readonly guests: ReadonlyMap<string, ReadonlySet<string>>;
  readonly ids: ReadonlyMap<string, readonly string[]>;
  /** The credentials of each stay, with their PINs where they have one. */
  readonly keys: ReadonlyMap<string, string>;
}

interface Doors {
  readonly doors: readonly {
    readonly display_name: string;
    readonly opens_for: readonly { readonly full_name: string }[];
  }[];
}

interface Objects {
  readonly user_identities: readonly {
    readonly user_identity_id: string;
    readonly user_identity_key: string | null;
  }[];
  readonly acs_users: readonly { readonly acs_user_id: string; readonly full_name: string }[];
  readonly credentials: readonly {
    readonly acs_credential_id: string;
    readonly acs_user_id: string;
    readonly code?: string | null;
  }[];
  readonly memberships: readonly {
    readonly acs_user_id: string;
    readonly acs_access_group_id: string;
  }[];
}

/** Looks at the access systems as they are now. */
export async function seeSite({ seam, now }: Rig): Promise<Site> {
  const at = now();
  const [{ doors }, objects] = await Promise.all([
    seam.get<Doors>('doors'),
    seam.get<Objects>('objects'),
  ]);
  const byStay = new Map<string, string[]>();
  const guests = new Map<string, Set<string>>();
  for (const { display_name: door, opens_for: letIn } of doors) {
    for (const { full_name: name } of letIn) {
      const id = reservationIn(name);
      byStay.set(id, [...(byStay.get(id) ?? []), door].toSorted());
      guests.set(id, (guests.get(id) ?? new Set()).add(name));
    }
  }
  return { at, doors: byStay, guests, ids: idsOf(objects), keys: keysOf(objects) };
}

/** Everything that carries a stay's key, in the words of its ledger. */
function idsOf(objects: Objects): ReadonlyMap<string, readonly string[]> {
  const ids = new Map<string, string[]>();
  const add = (id: string | undefined, what: string): void => {
    if (id !== undefined) ids.set(id, [...(ids.get(id) ?? []), what].toSorted());
  };
  const stayOfUser = staysByUser(objects);
  for (const [userId, id] of stayOfUser) add(id, `access-user ${userId}`);
  for (const { acs_user_id: userId, acs_credential_id: credential } of objects.credentials)
    add(stayOfUser.get(userId), `credential ${credential}`);
  for (const { acs_user_id: userId, acs_access_group_id: group } of objects.memberships)
    add(stayOfUser.get(userId), `membership ${group}`);
  for (const { user_identity_key: key, user_identity_id: identity } of objects.user_identities)
    add(key?.replace('nightlatch:', '').replace(/:\d+$/, ''), `user-identity ${identity}`);
  return ids;
}

function keysOf(objects: Objects): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const stayOfUser = staysByUser(objects);
  for (const { acs_user_id: userId, acs_credential_id: credential, code } of objects.credentials) {
    const id = stayOfUser.get(userId) ?? '';
    keys.set(id, `${keys.get(id) ?? ''} ${credential}:${code ?? ''}`);
  }
  return keys;
}

function staysByUser({ acs_users: users }: Objects): ReadonlyMap<string, string> {
  return new Map(users.map((user) => [user.acs_user_id, reservationIn(user.full_name)]));
}
