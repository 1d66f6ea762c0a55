import { type Fields, take } from './asking.ts';
import type { Place } from './doubt.ts';

/** Makes a user of the place's access system. */
export function newUser(place: Place, details: Fields = {}): Promise<Fields> {
  return take(place, '/acs/users/create', 'acs_user', userOf(place, details));
}

/** What `/acs/users/create` is asked for. */
export function userOf({ mark, systemId }: Place, details: Fields = {}): Fields {
  return { acs_system_id: systemId, full_name: `${mark} Ada Guest`, ...details };
}

/** Makes an identity; `name` tells several of one doubt apart. */
export function newIdentity(place: Place, name = 'guest', details: Fields = {}): Promise<Fields> {
  const key = `${place.mark}:${name}`;
  const wish = { user_identity_key: key, full_name: `${place.mark} Ada Guest`, ...details };
  return take(place, '/user_identities/create', 'user_identity', wish);
}

/** Makes a PIN for a user. */
export function newPin(place: Place, { acs_user_id }: Fields): Promise<Fields> {
  const wish = { acs_user_id, access_method: 'code' };
  return take(place, '/acs/credentials/create', 'acs_credential', wish);
}

/** Reads a user once more. */
export function userAgain(place: Place, { acs_user_id }: Fields): Promise<Fields> {
  return take(place, '/acs/users/get', 'acs_user', { acs_user_id });
}

/** A window that is open and ends in `days` days. */
export function until(days: number): Fields {
  return { starts_at: new Date().toISOString(), ends_at: inDays(days) };
}

/** An instant so many days from now; of the past with a negative number. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString();
}
