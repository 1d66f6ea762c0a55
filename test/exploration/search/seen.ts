import type { Budget } from '../world/possible-moves.ts';

const FIRST_SIZE = 1 << 16;
/** Beyond this share of slots taken, looking for a free one takes long. */
const MOST_FULL = 0.6;
/** Of a world's mark, the bits before it say with which budgets it was seen. */
const ENDS = 1 << 30;
/** So many pairs of requests and faults have a bit. */
const MOST_PAIRS = 30;

/**
 * The worlds that were seen, by their hash: with which budgets, and whether they are known to end. There
 * are millions, so that they stand in flat arrays, and not in a Map.
 */
export class Seen {
  private readonly faults: number;
  private hashes = new Float64Array(FIRST_SIZE);
  private marks = new Int32Array(FIRST_SIZE);
  private taken = 0;
  /** How many were added. */
  size = 0;

  constructor({ requests, faults }: Budget) {
    if ((requests + 1) * (faults + 1) > MOST_PAIRS)
      throw new Error(`${requests} requests and ${faults} faults are more than can be explored.`);
    this.faults = faults;
  }

  /** Adds a world. `again`: it is known, but with less to spend. */
  add(hash: number, budget: Budget): 'new' | 'again' | 'known' {
    const at = this.slotOf(hash);
    const mark = this.marks[at] ?? 0;
    if ((mark & this.bitOf(budget)) !== 0) return 'known';
    const before = mark & (ENDS - 1);
    this.marks[at] = mark | this.upTo(budget);
    if (before !== 0) return 'again';
    this.size += 1;
    return 'new';
  }

  /** Notes that a world was seen with faults to spend: also where it is told apart by less, because there are none. */
  cover(hash: number, requests: number): void {
    const at = this.slotOf(hash);
    this.marks[at] = (this.marks[at] ?? 0) | this.upTo({ requests, faults: 0 });
  }

  /** Whether there is a way to the end from a world. */
  doesEnd(hash: number): boolean {
    return ((this.marks[this.slotOf(hash)] ?? 0) & ENDS) !== 0;
  }

  noteEnds(hash: number): void {
    const at = this.slotOf(hash);
    this.marks[at] = (this.marks[at] ?? 0) | ENDS;
  }

  /** Who has so much to spend has seen what comes of less, too. Without faults a world has another hash. */
  private upTo({ requests, faults }: Budget): number {
    let bits = 0;
    for (let r = 0; r <= requests; r += 1) {
      for (let f = Math.min(1, faults); f <= faults; f += 1)
        bits |= this.bitOf({ requests: r, faults: f });
    }
    return bits;
  }

  private bitOf({ requests, faults }: Budget): number {
    return 1 << (requests * (this.faults + 1) + faults);
  }

  /** Where a world stands, or is to stand. */
  private slotOf(hash: number): number {
    if (this.taken > this.hashes.length * MOST_FULL) this.grow();
    const key = hash + 1;
    const last = this.hashes.length - 1;
    let at = hash % this.hashes.length;
    while (this.hashes[at] !== 0 && this.hashes[at] !== key) at = (at + 1) & last;
    if (this.hashes[at] === 0) {
      this.hashes[at] = key;
      this.taken += 1;
    }
    return at;
  }

  private grow(): void {
    const { hashes, marks } = this;
    this.hashes = new Float64Array(hashes.length * 2);
    this.marks = new Int32Array(marks.length * 2);
    this.taken = 0;
    for (const [at, key] of hashes.entries()) {
      if (key !== 0) this.marks[this.slotOf(key - 1)] = marks[at] ?? 0;
    }
  }
}
