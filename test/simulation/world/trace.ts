/** What happened, one line each, for people; kept only where somebody will read it. */
export class Trace {
  readonly lines: string[] = [];
  readonly #isKept: boolean;
  readonly #now: () => number;

  constructor(isKept: boolean, now: () => number) {
    this.#isKept = isKept;
    this.#now = now;
  }

  /** `tell` is asked only if the line is kept. */
  add(tell: () => string): void {
    if (this.#isKept) this.lines.push(`${new Date(this.#now()).toISOString()} ${tell()}`);
  }
}
