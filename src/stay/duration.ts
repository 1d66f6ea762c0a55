const UNITS_MS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

const DURATION = /^(\d{1,9}(?:\.\d{1,3})?) *(millisecond|second|minute|hour|day)s?$/;

/**
 * Reads a duration such as "3 seconds", "10 minutes" or "1 hour": a number and a unit, singular or
 * plural. Answers whole milliseconds, or undefined if the text is not a duration.
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  const unitMs = UNITS_MS[match?.[2] ?? ''];
  if (match === null || unitMs === undefined) return undefined;
  return Math.round(Number(match[1]) * unitMs);
}
