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

/** Whether an instant that Seam shows is the one that it was told, to the second, however it is written. */
export function isSameInstant(a: string | undefined, b: string): boolean {
  return a !== undefined && Math.abs(Date.parse(a) - Date.parse(b)) < SAME_MS;
}

/** Whether two windows that we have planned are the same: of a quarter of a second Seam is told, too. */
export function isSameWindow(a: Window, b: Window): boolean {
  return a.opensAt === b.opensAt && a.closesAt === b.closesAt;
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
