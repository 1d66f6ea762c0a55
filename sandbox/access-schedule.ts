import { z } from 'zod';

import type { Schedule } from './model/objects.ts';
import { instant } from './parameters.ts';
import { invalidInput } from './refusal.ts';

/** `access_schedule` of a new user: the start is now if left out, the end open if left out or null. */
export const newSchedule = z.object({
  starts_at: instant.optional(),
  ends_at: instant.nullish(),
});

/** `access_schedule` of an update: both times, or null to clear it. */
export const updatedSchedule = z.object({ starts_at: instant, ends_at: instant }).nullable();

/** The schedule that a request asks for; throws a Refusal unless its end is after its start and in the future. */
export function scheduleFrom(
  { starts_at: start, ends_at: end }: z.output<typeof newSchedule>,
  now: number,
): Schedule {
  const startsAt = start ?? now;
  checkEnd(startsAt, end ?? undefined, now);
  return { startsAt, endsAt: end ?? null };
}

/** Throws a Refusal unless the end, if there is one, is after the start and in the future. */
export function checkEnd(
  startsAt: number | undefined,
  endsAt: number | undefined,
  now: number,
): void {
  if (endsAt === undefined) return;
  if (startsAt !== undefined && endsAt <= startsAt)
    throw invalidInput('ends_at must be after starts_at');
  if (endsAt <= now) throw invalidInput('ends_at must be a time in the future');
}
