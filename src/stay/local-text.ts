/** How far a listing's clock is ahead of UTC, in minutes, from an instant on (ISO 8601). */
export interface UtcOffset {
  readonly from: string;
  readonly minutes: number;
}

/** A clock: how far it is ahead of UTC, in minutes, at an instant in epoch milliseconds; undefined if nobody knows. */
export type OffsetAt = (epochMs: number) => number | undefined;

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/**
 * An instant as people at the listing read it, "2026-12-24 15:00:00 +01:00". The offset is always said:
 * an hour that a clock has twice is told apart. In UTC, and saying so, where the clock is not known.
 */
export function localText(instant: string, offsetAt?: OffsetAt): string {
  const at = Date.parse(instant);
  const minutes = offsetAt?.(at);
  const text = new Date(at + (minutes ?? 0) * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  return `${text} ${minutes === undefined ? 'UTC' : offsetText(minutes)}`;
}

/** A text for people with every instant of it on the listing's clock. */
export function withLocalTimes(text: string, offsetAt?: OffsetAt): string {
  return text.replace(INSTANT, (instant) => localText(instant, offsetAt));
}

/** The clock of these offsets, the earliest first. */
export function offsetsAt(offsets: readonly UtcOffset[]): OffsetAt {
  return (epochMs) =>
    (offsets.findLast(({ from }) => Date.parse(from) <= epochMs) ?? offsets[0])?.minutes;
}

function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${twoDigits(hours)}:${twoDigits(rest)}`;
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}
