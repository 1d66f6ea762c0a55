/** How many milliseconds a minute of the rules is made. */
const MINUTE_MS = 4_000;
/** The same, where what is compared with a threshold takes a minute by itself. */
const QUICK_MINUTE_MS = 1_000;
const MINUTES = { m: 1, h: 60 } as const;

/** Alerts whose times are others than those of the rest, by name. */
export interface ShortenOptions {
  /** Those that keep their times. */
  readonly kept?: readonly string[];
  /** Those that are made sixty times as short. */
  readonly quick?: readonly string[];
}

/**
 * The rules of alerts with every time in them, `for: 5m`, `[5m]` and `offset 5m`, made fifteen times as short: what takes 5 minutes
 * takes 20 seconds. Thresholds stay, as in `> 60`: what is compared with them is measured in true seconds.
 *
 * @throws Error if a time is in another unit, which nobody would have made shorter
 */
export function shortenRules(
  rules: string,
  { kept = [], quick = [] }: ShortenOptions = {},
): string {
  const parts = rules.split(/(?=^ +- alert: )/m);
  const shortened = parts.map((part) => {
    const name = /- alert: (\w+)/.exec(part)?.[1] ?? '';
    if (kept.includes(name)) return part;
    return shorten(part, quick.includes(name) ? QUICK_MINUTE_MS : MINUTE_MS);
  });
  return shortened.join('');
}

function shorten(rules: string, minuteMs: number): string {
  const shorter = rules.replaceAll(
    /(for: |\[|offset )(\d+)([mh])\b/g,
    (_, before: string, count: string, unit: 'm' | 'h') =>
      `${before}${Number(count) * MINUTES[unit] * minuteMs}ms`,
  );
  const left = [...shorter.matchAll(/(?:for: |\[|offset )\d+(?!\d*ms)\w*/g)].map(([time]) => time);
  if (left.length > 0) throw new Error(`These times were not made shorter: ${left.join(', ')}`);
  return shorter;
}
