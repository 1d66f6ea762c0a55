import type { ReservationInput } from '../../client/index.ts';
import { findRecipe } from '../../stay/recipes/index.ts';
import type { SampleListing } from '../local/sample-listings.ts';

/** One stay of the demo: whole and extended, or cancelled while it is open. */
export interface Part {
  readonly reservation: ReservationInput;
  /** For people: the recipe's title, or what else it shows. */
  readonly title: string;
  readonly entrances: readonly string[];
  readonly opensAt: number;
  /** When the guest asks for a later check-out, or cancels. */
  readonly changesAt: number;
  /** The check-out as booked, and as it is in the end. */
  readonly bookedUntil: number;
  readonly closesAt: number;
  readonly isCancelled: boolean;
}

/** Seconds after the curtain at which things happen: long enough to see, short enough to wait for. */
const WHOLE = { opens: 8, changes: 10, booked: 16, closes: 20 };
const CANCELLED = { opens: 8, changes: 12, booked: 3_600, closes: 12 };

/** A stay for each recipe that has a listing, and one that is cancelled. `now` in epoch milliseconds. */
export function castOf(listings: readonly SampleListing[], now: number): readonly Part[] {
  const firsts = [...Map.groupBy(listings, ({ entry }) => entry.recipe)].flatMap(
    ([recipe, [listing]]) => (listing === undefined ? [] : [{ recipe, listing }]),
  );
  const whole = firsts.map(({ recipe, listing }, index) =>
    partOf(`demo-${recipe}`, findRecipe(recipe)?.title ?? recipe, listing, index, {
      now,
      ...WHOLE,
    }),
  );
  const first = firsts[0]?.listing;
  if (first === undefined) return whole;
  const cancelled = partOf('demo-cancelled', 'Cancelled by the guest', first, whole.length, {
    now,
    ...CANCELLED,
  });
  return [...whole, { ...cancelled, isCancelled: true }];
}

function partOf(
  reservationId: string,
  title: string,
  listing: SampleListing,
  index: number,
  at: {
    readonly now: number;
    readonly opens: number;
    readonly changes: number;
    readonly booked: number;
    readonly closes: number;
  },
): Part {
  const after = (seconds: number): number => at.now + seconds * 1_000;
  const [opensAt, bookedUntil] = [after(at.opens), after(at.booked)];
  return {
    reservation: {
      reservationId,
      listingId: listing.entry.listingId,
      guest: {
        fullName: `Guest ${index + 1}`,
        email: `guest-${index + 1}@example.com`,
        phone: `+1555555010${index + 1}`,
      },
      checkIn: new Date(opensAt).toISOString(),
      checkOut: new Date(bookedUntil).toISOString(),
    },
    title,
    entrances: listing.entrances,
    opensAt,
    changesAt: after(at.changes),
    bookedUntil,
    closesAt: after(at.closes),
    isCancelled: false,
  };
}
