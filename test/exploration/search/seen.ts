/** What the explorer may still spend on the way. */
export interface Budget {
  readonly requests: number;
  readonly faults: number;
}

/** The worlds that were seen, by their hash, and with which budgets: less than one of them is no news. */
export class Seen {
  private readonly budgets = new Map<number, readonly number[]>();

  get size(): number {
    return this.budgets.size;
  }

  /** Adds a world. `again`: it is known, but with less to spend. */
  add(hash: number, { requests, faults }: Budget): 'new' | 'again' | 'known' {
    const known = this.budgets.get(hash);
    const mine = requests * 16 + faults;
    if (known === undefined) {
      this.budgets.set(hash, single(mine));
      return 'new';
    }
    if (known.some((each) => each >> 4 >= requests && (each & 15) >= faults)) return 'known';
    const left = known.filter((each) => each >> 4 > requests || (each & 15) > faults);
    this.budgets.set(hash, [...left, mine]);
    return 'again';
  }
}

const SINGLE = new Map<number, readonly number[]>();

/** Most worlds have one budget: they share its list. */
function single(budget: number): readonly number[] {
  const known = SINGLE.get(budget);
  if (known !== undefined) return known;
  const list = [budget];
  SINGLE.set(budget, list);
  return list;
}
