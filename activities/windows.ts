import type { Window } from '../src/domain/ledger.ts';
import type { Schedule } from '../src/seam/port.ts';

// Access systems keep whole seconds.
const SAME_MS = 1_000;

/** A window in Seam's words. */
export function scheduleOf(window: Window): Schedule {
  return { startsAt: window.opensAt, endsAt: window.closesAt };
}

/** Whether two texts name the same instant, however they are written. */
export function isSameInstant(a: string | undefined, b: string): boolean {
  return a !== undefined && Math.abs(Date.parse(a) - Date.parse(b)) < SAME_MS;
}

/** Whether Seam holds the window. A start that is past may be told as any other that is past. */
export function holdsWindow(
  held: { readonly startsAt?: string | undefined; readonly endsAt?: string | undefined },
  window: Window | undefined,
  now: number,
): boolean {
  if (window === undefined) return true;
  const { startsAt, endsAt } = held;
  const hasBegun =
    startsAt !== undefined && Date.parse(startsAt) <= now && Date.parse(window.opensAt) <= now;
  return (
    (hasBegun || isSameInstant(startsAt, window.opensAt)) && isSameInstant(endsAt, window.closesAt)
  );
}
