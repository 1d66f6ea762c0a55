import type { Schedule } from '../src/seam/port.ts';
import type { Window } from '../src/stay/window.ts';

/** A window in Seam's words. */
export function scheduleOf(window: Window): Schedule {
  return { startsAt: window.opensAt, endsAt: window.closesAt };
}
