import { Hash, hashOf } from './hash.ts';
import {
  ID,
  INSTANT,
  LIMIT,
  MOMENT,
  NEWS,
  NUMBER,
  STANDING,
  TEXT,
  tokensOf,
  type Tokens,
} from './tokens.ts';
import { walkField, type Sink } from './walking.ts';

/** Beyond these ages, in milliseconds, the past is told apart no more. */
const AGES = [60_000, 615_000, 6 * 3_600_000];
/** Within these distances the future is told apart by its order only. */
const DISTANCES = [15_000, 60_000, 616_000, 3_600_000, 86_400_000];

interface Terms {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The number of the oldest request without a verdict. */
  readonly oldest: number;
  /** There may be a fault yet, such as a list that lags. */
  readonly mayFail: boolean;
  /** Also what is said to matter no more. */
  readonly tellsAll: boolean;
}

/** Everything that a world holds, in one row, of which each piece stands in its order to the others. It is used again for the next world. */
export class Picture implements Sink {
  private now = 0;
  private oldest = 0;
  private mayFail = false;
  private tellsAll = false;
  private readonly kinds: number[] = [];
  private readonly values: number[] = [];
  private readonly ids: number[] = [];
  private readonly numbers: number[] = [];
  private readonly moments: number[] = [];
  private readonly future: number[] = [];
  private readonly running = new Hash();

  /** Begins with another world. */
  begin({ now, oldest, mayFail, tellsAll }: Terms): void {
    this.now = now;
    this.oldest = tellsAll ? 0 : oldest;
    this.mayFail = mayFail;
    this.tellsAll = tellsAll;
    const { kinds, values, ids, numbers, moments, future } = this;
    for (const row of [kinds, values, ids, numbers, moments, future]) row.length = 0;
  }

  text(text: string): void {
    this.take(TEXT, hashOf(text));
  }

  id(id: string): void {
    this.take(ID, hashOf(id));
  }

  instant(epochMs: number): void {
    this.take(INSTANT, epochMs);
  }

  limit(epochMs: number): void {
    this.take(LIMIT, epochMs);
  }

  news(epochMs: number): void {
    this.take(NEWS, epochMs);
  }

  moment(epochMs: number): void {
    this.take(MOMENT, epochMs);
  }

  number(value: number): void {
    this.take(NUMBER, value);
  }

  standing(value: number): void {
    this.take(STANDING, value);
  }

  /** Most of what a world holds is in the world before, too: it was walked already. Of a list, each part is. */
  inner(value: object, mayLose = false): void {
    if (Array.isArray(value)) {
      for (const one of value) walkField(this, '', one, mayLose);
      this.text(']');
    } else this.add(tokensOf(value, mayLose));
  }

  private add({ kinds, values }: Tokens): void {
    for (let at = 0; at < kinds.length; at += 1) this.take(kinds[at] ?? TEXT, values[at] ?? 0);
  }

  /** The number of the whole. */
  hash(): number {
    const { kinds, values, running } = this;
    for (let at = 0; at < kinds.length; at += 1) {
      const kind = kinds[at] ?? TEXT;
      running.add(kind);
      running.add(this.placeOf(kind, values[at] ?? 0));
    }
    return running.take();
  }

  private take(kind: number, value: number): void {
    const is = value > this.now ? comingKind(kind) : this.pastKind(kind);
    this.kinds.push(is);
    this.values.push(value);
    if (is === NUMBER || (is === STANDING && value >= this.oldest)) insert(this.numbers, value);
    else if (is === MOMENT) insert(this.moments, value);
    else if (is === INSTANT && value > this.now) insert(this.future, value);
  }

  private pastKind(kind: number): number {
    return this.tellsAll && (kind === LIMIT || kind === NEWS) ? INSTANT : kind;
  }

  private placeOf(kind: number, value: number): number {
    switch (kind) {
      case ID:
        return placeIn(this.ids, value);
      case NUMBER:
        return this.numbers.indexOf(value);
      case STANDING:
        return value < this.oldest ? -1 : this.numbers.indexOf(value);
      case MOMENT:
        return this.moments.indexOf(value);
      case INSTANT:
        return this.placeInTime(value);
      case LIMIT:
        return -1;
      case NEWS:
        return this.mayFail ? bucket(AGES, this.now - value) : -1;
      default:
        return value;
    }
  }

  private placeInTime(value: number): number {
    const { now, future } = this;
    return value > now
      ? 16 + future.indexOf(value) * 16 + bucket(DISTANCES, value - now)
      : bucket(AGES, now - value);
  }
}

/** What is still to come stands in one order. */
function comingKind(kind: number): number {
  return kind === MOMENT || kind === LIMIT || kind === NEWS ? INSTANT : kind;
}

/** Puts a value in its place, unless it is there. */
function insert(into: number[], value: number): void {
  let at = into.length;
  while (at > 0 && (into[at - 1] ?? 0) > value) at -= 1;
  if (at === 0 || into[at - 1] !== value) into.splice(at, 0, value);
}

/** Counts what comes, each once. */
function placeIn(ids: number[], id: number): number {
  const known = ids.indexOf(id);
  return known < 0 ? ids.push(id) - 1 : known;
}

function bucket(limits: readonly number[], distance: number): number {
  let at = 0;
  while (at < limits.length && distance > (limits[at] ?? 0)) at += 1;
  return at;
}
