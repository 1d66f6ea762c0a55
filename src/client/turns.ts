/** A piece of work that waits, and what it is about. */
interface Waiting {
  readonly about: string | undefined;
  readonly call: (isTheirs: boolean) => void;
}

/** Lets so many pieces of work go on at once. The others wait, and have their turn in the order in which they came. */
export class Turns {
  readonly #waiting: Waiting[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Does the work when it has its turn; undefined, and nothing is done, if it has none by then, epoch milliseconds. */
  async take<T>(by: number, work: () => Promise<T>, about?: string): Promise<T | undefined> {
    if (this.#free > 0) this.#free -= 1;
    else if (!(await this.#isCalledBy(by, about))) return undefined;
    try {
      return await work();
    } finally {
      // Who was hurried had no turn of its own to leave.
      const next = this.#free < 0 ? undefined : this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next.call(true);
    }
  }

  /** Those who wait get no turn: it would lead to nothing. Who comes later waits for one again. */
  dismiss(): void {
    for (const { call } of this.#waiting.splice(0)) call(false);
  }

  /** What waits and is about this goes on now, beside those whose turn it is, and has begun when this resolves. */
  async hurry(about: string): Promise<void> {
    for (const one of this.#waiting.filter((waiting) => waiting.about === about)) {
      // Its turn has come meanwhile, or somebody else has hurried it.
      if (!this.#leave(one)) continue;
      this.#free -= 1;
      one.call(true);
      await new Promise(setImmediate);
    }
  }

  #isCalledBy(by: number, about: string | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const call = (isTheirs: boolean): void => {
        clearTimeout(impatience);
        resolve(isTheirs);
      };
      const waiting = { about, call };
      const impatience = setTimeout(() => {
        this.#leave(waiting);
        resolve(false);
      }, by - Date.now());
      this.#waiting.push(waiting);
    });
  }

  /** Whether it waited until now. */
  #leave(one: Waiting): boolean {
    const at = this.#waiting.indexOf(one);
    if (at >= 0) this.#waiting.splice(at, 1);
    return at >= 0;
  }
}
