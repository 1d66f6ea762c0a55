import { Temporal } from 'temporal-polyfill';

import type { When } from '../stay/when.ts';

import type { Listing } from './listing.ts';

/** Which end of a stay a moment is. */
export type StayEnd = 'check-in' | 'check-out';

/** A moment on everybody's clock. */
export interface Resolved {
  /** ISO 8601 in UTC, with milliseconds. */
  readonly instant: string;
  /** One sentence for people, where the listing's clock has the moment twice or not at all. */
  readonly note?: string;
}

/** What of a listing decides how a moment is read. */
export type ListingClock = Pick<Listing, 'timeZone' | 'checkInTime' | 'checkOutTime'>;

/**
 * Turns a moment as a caller said it into an instant. A date means the listing's own check-in or
 * check-out time. A local time that a clock change skips moves forward by the gap; of one that
 * comes twice, a check-in is the earlier and a check-out the later, so that no guest is short of
 * an hour.
 */
export function resolveWhen(when: When, end: StayEnd, listing: ListingClock): Resolved {
  if (when.kind === 'instant') return { instant: new Date(when.epochMs).toISOString() };
  const houseTime = end === 'check-in' ? listing.checkInTime : listing.checkOutTime;
  const text = when.kind === 'date' ? `${when.text}T${houseTime}` : when.text;
  const local = Temporal.PlainDateTime.from(text);
  const earlier = local.toZonedDateTime(listing.timeZone, { disambiguation: 'earlier' });
  const later = local.toZonedDateTime(listing.timeZone, { disambiguation: 'later' });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { instant: isoOf(earlier) };

  if (!later.toPlainDateTime().equals(local)) {
    const moved = clockOf(later);
    const note = `${clockOf(local)} does not exist at the listing (${listing.timeZone}), where the clock skips it: ${moved} is taken.`;
    return { instant: isoOf(later), note };
  }
  const [taken, which] = end === 'check-in' ? [earlier, 'earlier'] : [later, 'later'];
  const note = `${clockOf(local)} comes twice at the listing (${listing.timeZone}): the ${which} is taken for a ${end}, ${isoOf(taken)}.`;
  return { instant: isoOf(taken), note };
}

/** Whether times can be read on a zone's clock, as planning does it, and shown on it. */
export function isTimeZone(name: string): boolean {
  // An offset is taken for a zone too; a listing with one would ignore every clock change.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    // Each of the two knows names that the other does not: Intl takes PST, and only Intl.
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

function isoOf(moment: Temporal.ZonedDateTime): string {
  return new Date(moment.epochMilliseconds).toISOString();
}

/** Date and time on the listing's clock, without an offset. */
function clockOf(moment: Temporal.ZonedDateTime | Temporal.PlainDateTime): string {
  const local = moment instanceof Temporal.ZonedDateTime ? moment.toPlainDateTime() : moment;
  return local.toString().replace('T', ' ');
}
