const LEVELS: ReadonlyMap<unknown, string> = new Map([
  [20, 'debug'],
  [30, 'info '],
  [40, 'warn '],
  [50, 'error'],
]);

/**
 * A line of a worker's log as a person reads it: the time in UTC, the level, the message and what goes
 * with it. A line that is no entry of the log is answered as it is.
 */
export function readableLine(line: string): string {
  const entry = parse(line);
  if (entry === undefined) return line;
  const { level, time, msg, ...rest } = entry;
  const at = new Date(Number(time)).toISOString().slice(11, 23);
  const facts = Object.entries(rest).map(([name, value]) => `${name}=${textOf(value)}`);
  return [at, LEVELS.get(level) ?? level, msg, ...facts].join('  ').replace(CONTROL, escaped);
}

/** A line that somebody smuggled in, or an order to the terminal, is shown for what it is. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function parse(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    const isEntry =
      typeof entry === 'object' && entry !== null && 'msg' in entry && 'time' in entry;
    return isEntry ? { ...entry } : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
