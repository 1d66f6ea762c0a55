import type { Window } from '../src/domain/window.ts';
import type { Schedule } from '../src/seam/port.ts';

/** A window in Seam's words. */
export function scheduleOf(window: Window): Schedule {
  return { startsAt: window.opensAt, endsAt: window.closesAt };
}
