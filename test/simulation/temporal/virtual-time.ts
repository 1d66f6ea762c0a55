/** Something that happens at a moment. A promise is waited for before the next thing happens. */
export type Happening = () => void | Promise<void>;

/** Takes a happening back; of no effect once it has happened. */
export type Cancel = () => void;

interface Due {
  readonly at: number;
  readonly order: number;
  run: Happening | undefined;
}

/**
 * A clock that only the simulation moves. What is due happens one thing after another, the earliest
 * first, and of one moment in the order in which it was put there. Milliseconds since the epoch.
 */
export class VirtualTime {
  now: number;
  /** How many things have happened. */
  happened = 0;
  readonly #heap: Due[] = [];
  #order = 0;

  constructor(now: number) {
    this.now = now;
  }

  at(when: number, run: Happening): Cancel {
    const due: Due = { at: Math.max(when, this.now), order: this.#order, run };
    this.#order += 1;
    this.#push(due);
    return () => {
      due.run = undefined;
    };
  }

  after(ms: number, run: Happening): Cancel {
    return this.at(this.now + ms, run);
  }

  /** Lets things happen until `isOver`, until nothing is due any more, or until the last moment. */
  async run(isOver: () => boolean, last = Number.POSITIVE_INFINITY): Promise<void> {
    while (!isOver()) {
      const due = this.#pop(last);
      if (due === undefined) return;
      if (due.run === undefined) continue;
      this.now = due.at;
      this.happened += 1;
      const done = due.run();
      if (done !== undefined) await done;
    }
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let index = heap.push(due) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(due, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = due;
  }

  #pop(last: number): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined || first.at > last) return undefined;
    const end = heap.pop();
    if (end === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let child = left;
      const [a, b] = [heap[left], heap[right]];
      if (a === undefined) break;
      if (b !== undefined && isBefore(b, a)) child = right;
      const below = heap[child];
      if (below === undefined || !isBefore(below, end)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = end;
    return first;
  }
}

/** Resolves when every promise that can go on has gone on: nothing here waits on real time. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    // A tick that a microtask asks for comes when no other is left, and costs no turn of the event loop.
    queueMicrotask(() => process.nextTick(resolve));
  });
}

function isBefore(a: Due, b: Due): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
