/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}

/**
 * Reads a whole number that an option gives.
 *
 * @throws UsageError if it is not one from `least` on
 */
export function wholeNumber(option: string, text: string, least = 0): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : -1;
  if (number >= least && Number.isSafeInteger(number)) return number;
  throw new UsageError(
    `--${option} must be a whole number from ${least} on.`,
    `For example --${option} ${least + 3}.`,
  );
}

/**
 * Reads a TCP port that an option gives; 0 lets the system choose.
 *
 * @throws UsageError if it is not one
 */
export function portNumber(text: string): number {
  const port = wholeNumber('port', text);
  if (port <= 65_535) return port;
  throw new UsageError('--port must be a number from 0 to 65535.', 'For example --port 8080.');
}
