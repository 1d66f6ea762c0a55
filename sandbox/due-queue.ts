interface DueTask {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

/**
 * What is to happen later, earliest first; tasks of the same moment keep the order in which they were added.
 *
 * The sandbox has no timers: whoever calls it first lets everything happen that was due by then. That keeps it usable
 * under a virtual clock.
 */
export class DueQueue {
  readonly #heap: DueTask[] = [];
  #added = 0;

  /** Adds a task; `at` is in milliseconds since the epoch. */
  add(at: number, run: () => void): void {
    const task = { at, order: this.#added, run };
    this.#added += 1;
    let index = this.#heap.push(task) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(task, this.#heap[parent])) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  /** Takes the earliest task that is due at `now`, if there is one. */
  take(now: number): { readonly at: number; run(): void } | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return undefined;
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) {
      this.#heap[0] = last;
      this.#sink();
    }
    return first;
  }

  #sink(): void {
    let index = 0;
    for (;;) {
      let smallest = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        const candidate = this.#heap[child];
        if (candidate !== undefined && isBefore(candidate, this.#heap[smallest])) smallest = child;
      }
      if (smallest === index) return;
      this.#swap(index, smallest);
      index = smallest;
    }
  }

  #swap(left: number, right: number): void {
    const moved = this.#heap[left];
    const other = this.#heap[right];
    if (moved === undefined || other === undefined) return;
    this.#heap[left] = other;
    this.#heap[right] = moved;
  }
}

function isBefore(task: DueTask, other: DueTask | undefined): boolean {
  return (
    other === undefined || task.at < other.at || (task.at === other.at && task.order < other.order)
  );
}
