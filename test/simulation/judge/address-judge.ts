import type { AcsUser } from '../../../sandbox/model/objects.ts';
import type { ReadGuest } from '../world/guest-as-read.ts';
import { LISTINGS } from '../world/listings.ts';

import { isShell } from './at-seam.ts';
import type { Belongings } from './belongings.ts';

/**
 * Looks where a mobile key goes: I5, `applied` means that it reaches the address of this stay, and I3, so
 * it does while the guest stays. Salto KS sends keys to the e-mail address of the user's identity, Salto
 * Space to the user's phone number.
 */
export class AddressJudge {
  readonly #belongings: Belongings;

  constructor(belongings: Belongings) {
    this.#belongings = belongings;
  }

  /** What is wrong with the way of the guest's keys at a listing; undefined if they reach them. */
  wrong(
    stay: string,
    { listingId, guest }: { readonly listingId: string; readonly guest: ReadGuest },
  ): string | undefined {
    const listing = LISTINGS.get(listingId);
    if (listing === undefined) return undefined;
    const holders = this.#belongings
      .usersOf(stay)
      .filter((user) => this.#belongings.replaced.since(user) === undefined)
      .filter(({ system }) => system.id === listing.acsSystemId)
      // What staff took off the access system opens nothing, whosever it is.
      .filter((user) => !isShell(user) && holdsKey(user));
    if (listing.recipe.startsWith('salto-ks-mobile')) {
      const astray = holders.find(({ identity }) => !isSame(identity?.email, guest.email));
      return astray && `the key goes to ${astray.identity?.email ?? 'nobody'}`;
    }
    if (listing.recipe !== 'salto-space-mobile') return undefined;
    const astray = holders.find(
      ({ phone, identity }) => (phone ?? identity?.phone) !== guest.phone,
    );
    return astray && `the key goes to ${astray.phone ?? 'nobody'}`;
  }
}

function holdsKey({ credentials, isBeingDeleted }: AcsUser): boolean {
  if (isBeingDeleted) return false;
  return [...credentials].some((c) => c.accessMethod === 'mobile_key' && !c.isBeingDeleted);
}

function isSame(a: string | null | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase();
}
