/** What was measured several times. */
export interface Figure {
  /** Of what, in words. */
  readonly what: string;
  /** Behind each number: "ms", "x of bare". */
  readonly unit: string;
  readonly values: readonly number[];
}

/** A figure of these values. */
export function figure(what: string, unit: string, values: readonly number[]): Figure {
  return { what, unit, values };
}

/** The value in the middle, or between the two in the middle. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** The sum divided by the number. NaN of none. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

/** Each of the first divided by the one of the second that was measured beside it. */
export function ratios(first: readonly number[], second: readonly number[]): readonly number[] {
  return first.map((value, at) => value / (second[at] ?? Number.NaN));
}

/** One line: the median, how far the values spread, and how many there are. */
export function toldFigure({ what, unit, values }: Figure): string {
  const spread =
    values.length > 1
      ? ` (${short(Math.min(...values))} to ${short(Math.max(...values))}, ${values.length} times)`
      : '';
  return `${what}: ${short(median(values))} ${unit}${spread}`;
}

function short(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(2);
}
