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
function distance(ms: number): string {
  const size = Math.abs(ms);
  const [unit, unitMs] = UNITS.find(([, least]) => size >= least * 1.5) ?? UNITS[3];
  const count = Math.round(size / unitMs);
  if (count === 0) return 'now';
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return ms > 0 ? `in ${words}` : `${words} ago`;
}
