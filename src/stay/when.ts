/** A day of the clock, in milliseconds. */
export const DAY_MS = 86_400_000;
const MOST_BEHIND_UTC_MS = DAY_MS / 2;

/** How a caller said a moment: an instant, a time on the listing's clock, or a day. */
export type When =
  | { readonly kind: 'instant'; readonly epochMs: number }
  | { readonly kind: 'local'; readonly text: string }
  | { readonly kind: 'date'; readonly text: string };

const DATE = String.raw`(\d{4})-(\d{2})-(\d{2})`;
const TIME = String.raw`([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d{1,9})?)?`;
const OFFSET = String.raw`(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)`;
const WHEN = new RegExp(`^${DATE}(?:T${TIME}(${OFFSET})?)?$`);

/** Reads a moment as the contract allows it to be written; undefined if it is not one. */
export function readWhen(text: string): When | undefined {
  const match = WHEN.exec(text);
  if (match === null || !isDay(Number(match[1]), Number(match[2]), Number(match[3])))
    return undefined;
  if (match[4] === undefined) return { kind: 'date', text };
  if (match[7] === undefined) return { kind: 'local', text };
  return { kind: 'instant', epochMs: Date.parse(text) };
}

/** Whether a text is a moment as the contract allows it to be written. */
export function isWhen(text: string): boolean {
  return readWhen(text) !== undefined;
}

/**
 * Whether one moment may be later than another, as far as their texts tell: a day and an hour can
 * only be compared on the listing's clock. False if either is not a moment.
 */
export function mayBeLater(text: string, than: string): boolean {
  const [a, b] = [readWhen(text), readWhen(than)];
  if (a === undefined || b === undefined) return false;
  if (a.kind === 'instant' && b.kind === 'instant') return a.epochMs > b.epochMs;
  if (a.kind === 'instant' || b.kind === 'instant') return true;
  return a.kind === b.kind ? a.text > b.text : a.text.slice(0, 10) >= b.text.slice(0, 10);
}

/**
 * From when on a moment is past, wherever the listing is, in epoch milliseconds: a local time by the
 * clock that is most behind (UTC-12), a day at its end there.
 */
export function pastEverywhere(text: string): number {
  const when = readWhen(text);
  if (when === undefined) return 0;
  if (when.kind === 'instant') return when.epochMs;
  const local = when.kind === 'date' ? Date.parse(when.text) + DAY_MS : Date.parse(`${when.text}Z`);
  return local + MOST_BEHIND_UTC_MS;
}

function isDay(year: number, month: number, day: number): boolean {
  // Years outside this range are slips of a keyboard, and far ones outlive every timer.
  if (year < 2000 || year > 2199) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
