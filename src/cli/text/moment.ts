const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** An instant and how far it is from now: "2026-12-24T14:00:00.000Z, in 3 days". */
export function moment(instant: string, now: number): string {
  const at = Date.parse(instant);
  return `${new Date(at).toISOString()}, ${distance(at - now)}`;
}

/** A distance in time for people: "in 3 days", "5 minutes ago", "now". Milliseconds. */
export function distance(ms: number): string {
  const words = span(Math.abs(ms));
  if (words === undefined) return 'now';
  return ms > 0 ? `in ${words}` : `${words} ago`;
}

/** A length of time for people: "3 days"; undefined if it is less than half a second. Milliseconds, not negative. */
export function span(ms: number): string | undefined {
  const [unit, unitMs] = UNITS.find(([, least]) => ms >= least * 1.5) ?? UNITS[3];
  const count = Math.round(ms / unitMs);
  return count === 0 ? undefined : `${count} ${unit}${count === 1 ? '' : 's'}`;
}
