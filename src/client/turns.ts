/** Lets so many pieces of work go on at once. The others wait, and have their turn in the order in which they came. */
export class Turns {
  readonly #waiting: ((isTheirs: boolean) => void)[] = [];
  #free: number;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Does the work when it has its turn; undefined, and nothing is done, if it has none by then, epoch milliseconds. */
  async take<T>(by: number, work: () => Promise<T>): Promise<T | undefined> {
    if (this.#free > 0) this.#free -= 1;
    else if (!(await this.#isCalledBy(by))) return undefined;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next(true);
    }
  }

  /** Those who wait get no turn: it would lead to nothing. Who comes later waits for one again. */
  dismiss(): void {
    for (const call of this.#waiting.splice(0)) call(false);
  }

  #isCalledBy(by: number): Promise<boolean> {
    return new Promise((resolve) => {
      const call = (isTheirs: boolean): void => {
        clearTimeout(impatience);
        resolve(isTheirs);
      };
      const impatience = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(call), 1);
        resolve(false);
      }, by - Date.now());
      this.#waiting.push(call);
    });
  }
}
