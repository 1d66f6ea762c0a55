import type { AcsUser } from '../../../sandbox/model/objects.ts';
import { guestAsRead, type ReadGuest } from '../world/guest-as-read.ts';
import { LISTINGS } from '../world/listings.ts';
import type { Word } from '../world/story.ts';

import type { Belongings } from './belongings.ts';

/**
 * Looks where a mobile key goes: I5, `applied` means that it reaches the address of this stay, and I3, so
 * it does while the guest stays. Salto KS sends keys to the e-mail address of the user's identity, Salto
 * Space to the user's phone number.
 */
export class AddressJudge {
  readonly #belongings: Belongings;
  readonly #guests = new Map<string, ReadGuest>();

  constructor(words: readonly Word[], belongings: Belongings) {
    this.#belongings = belongings;
    for (const { reservationId, says } of words) {
      if (says.kind === 'put') this.#guests.set(reservationId, guestAsRead(says.guest));
    }
  }

  /** What is wrong with the way of the stay's keys at its listing; undefined if they reach their guest. */
  wrong(stay: string, listingId: string): string | undefined {
    const listing = LISTINGS.get(listingId);
    const guest = this.#guests.get(stay);
    if (listing === undefined || guest === undefined) return undefined;
    const holders = this.#belongings
      .usersOf(stay)
      .filter(({ system }) => system.id === listing.acsSystemId)
      .filter(holdsKey);
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
