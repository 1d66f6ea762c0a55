import { Temporal } from 'temporal-polyfill';

import type { OffsetAt, UtcOffset } from '../stay/local-text.ts';

/**
 * The offsets from UTC that a clock has between two instants, in epoch milliseconds: the one that holds
 * at the first, then one for each clock change. So a workflow can tell the time there, although its
 * sandbox has no time zone data.
 */
export function utcOffsetsBetween(
  timeZone: string,
  from: number,
  until: number,
): readonly UtcOffset[] {
  const offsets: UtcOffset[] = [];
  let at: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
  for (; at !== null && at.epochMilliseconds <= until; at = at.getTimeZoneTransition('next')) {
    const minutes = at.offsetNanoseconds / 60_000_000_000;
    offsets.push({ from: new Date(at.epochMilliseconds).toISOString(), minutes });
  }
  return offsets;
}

/** The clock of a time zone by the rules that this machine has; undefined of none, or of one that it does not know. */
export function clockOf(timeZone: string | undefined): OffsetAt | undefined {
  if (timeZone === undefined) return undefined;
  const offsetAt: OffsetAt = (at) => utcOffsetsBetween(timeZone, at, at)[0]?.minutes;
  try {
    offsetAt(0);
    return offsetAt;
  } catch {
    return undefined;
  }
}
