/** Opening and closing instants, ISO 8601. Of a plan they are the booked times with the listing's margins. */
export interface Window {
  readonly opensAt: string;
  readonly closesAt: string;
}

/** How much sooner than its booked times a stay opens, and how much later it closes, in milliseconds. */
export interface Margins {
  readonly opensBeforeMs: number;
  readonly closesAfterMs: number;
}

/**
 * The window of a stay that is booked from one instant to another, both ISO 8601. A margin is time that
 * passes, not time on a clock: an hour is an hour also in the night in which the clock changes.
 */
export function windowAround(
  checkIn: string,
  checkOut: string,
  { opensBeforeMs, closesAfterMs }: Margins,
): Window {
  return {
    opensAt: new Date(Date.parse(checkIn) - opensBeforeMs).toISOString(),
    closesAt: new Date(Date.parse(checkOut) + closesAfterMs).toISOString(),
  };
}

/** A window as Seam shows it: either end may be missing. */
export interface SeenWindow {
  readonly startsAt?: string | undefined;
  readonly endsAt?: string | undefined;
}

// Access systems keep whole seconds, and some round where others cut.
const SAME_MS = 1_000;

/** Whether an instant that Seam shows is the one that it was told, to the second, however it is written. */
export function isSameInstant(a: string | undefined, b: string): boolean {
  return a !== undefined && Math.abs(Date.parse(a) - Date.parse(b)) < SAME_MS;
}

/** Whether two windows that we have planned are the same: of a quarter of a second Seam is told, too. */
export function isSameWindow(a: Window, b: Window): boolean {
  return a.opensAt === b.opensAt && a.closesAt === b.closesAt;
}

/**
 * Whether Seam has the window at `now` (epoch milliseconds). A start that is past may be told as
 * any other that is past.
 */
export function hasWindow(seen: SeenWindow, window: Window, now: number): boolean {
  const { startsAt, endsAt } = seen;
  const hasBegun =
    startsAt !== undefined && Date.parse(startsAt) <= now && Date.parse(window.opensAt) <= now;
  return (
    (hasBegun || isSameInstant(startsAt, window.opensAt)) && isSameInstant(endsAt, window.closesAt)
  );
}
