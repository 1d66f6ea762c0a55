/** Opening and closing instants, ISO 8601. */
export interface Window {
  readonly opensAt: string;
  readonly closesAt: string;
}

/** A window as Seam shows it: either end may be missing. */
export interface HeldWindow {
  readonly startsAt?: string | undefined;
  readonly endsAt?: string | undefined;
}

// Access systems keep whole seconds, and some round where others cut.
const SAME_MS = 1_000;

/** Whether two texts name the same instant to the second, however they are written. */
export function isSameInstant(a: string | undefined, b: string): boolean {
  return a !== undefined && Math.abs(Date.parse(a) - Date.parse(b)) < SAME_MS;
}

/** Whether two windows open and close at the same instants. */
export function isSameWindow(a: Window, b: Window): boolean {
  return isSameInstant(a.opensAt, b.opensAt) && isSameInstant(a.closesAt, b.closesAt);
}

/**
 * Whether Seam holds the window at `now` (epoch milliseconds). A start that is past may be told as
 * any other that is past.
 */
export function holdsWindow(held: HeldWindow, window: Window, now: number): boolean {
  const { startsAt, endsAt } = held;
  const hasBegun =
    startsAt !== undefined && Date.parse(startsAt) <= now && Date.parse(window.opensAt) <= now;
  return (
    (hasBegun || isSameInstant(startsAt, window.opensAt)) && isSameInstant(endsAt, window.closesAt)
  );
}
